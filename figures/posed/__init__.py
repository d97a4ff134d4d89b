"""Posed figures: a technique shown as a few pictures of one body, posed by joint angles in a data file.

How to write one is said in the README beside this file.
"""

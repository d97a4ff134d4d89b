"""The pages in a real browser, driven as a person drives them.

This folder is a package so that the browser is closed when its last test is over: while it is open, no test of another
folder could reach the database in this process.
"""

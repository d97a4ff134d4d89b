"""Where each area of the body map lies, one module for each part of the body.

Every module has `label(points)`: for points of that part, the name of their area. All numbers are centimetres on the
reference body in the anatomical position, or degrees around it: rough surface anatomy of our own, drawn for pointing
at pain, not for treatment.
"""

"""Values to pictures: charts of a course, and the body with what hurts. Strings of SVG, without a script or a style."""

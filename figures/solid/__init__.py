"""The body as one lazy 3-D model: a glTF file for every body, and what lies where on all of them."""

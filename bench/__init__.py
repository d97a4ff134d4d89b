"""Measurements beside the product: they report and never judge. `python -m bench` lists them."""

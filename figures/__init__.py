"""Builds the body map pictures of Unknot from a public-domain (CC0) mesh. Not part of the installed package."""

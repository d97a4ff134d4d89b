"""The companion at the desk: a small process that notices sitting and shows the right move at a good moment."""

"""The clinician's room made usable: content files in, one read-only `Library` out."""

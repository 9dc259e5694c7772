"""One file a schema version, NNNN_what.py; never edited once released."""

"""Importers hear: foreign formats become domain values, read-only."""

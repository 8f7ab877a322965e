"""The vault: our encrypted database, as plain functions with the database first."""

"""Quality as numbers: the shipped judgement scored on labelled data."""

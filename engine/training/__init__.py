"""Teaching a model the person's voice: samples, LoRA training on the served file, conversion, the gate."""

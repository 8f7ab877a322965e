"""What gives a person away in a text: found, masked and put back."""

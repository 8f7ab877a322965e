"""The engine thinks: pure judgement, the language model and the trainer. No database, no clock, no thread, no Qt."""

"""The app remembers and decides: store, settings, schedule, children, the conductor and the command line."""

"""The demo inbox: writes a faithful chat.db, to be read like any other."""

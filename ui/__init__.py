"""The window: widgets show, ask and forward; nothing here decides or stores."""

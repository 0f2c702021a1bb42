"""What `manage.py` can do, one file a command; standard library only, for it runs before anything is installed."""

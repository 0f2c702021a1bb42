"""Use cases, one verb each; every one of them authorises its actor."""

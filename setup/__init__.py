"""What `run.py` needs now and then, in plain standard library. What every start needs stands in `run.py` itself."""

"""How fast it is: `python -m bench` measures what the project promises. See bench/README.md."""

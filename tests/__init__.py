"""The tests; a package, so that the house is found from wherever they are run."""

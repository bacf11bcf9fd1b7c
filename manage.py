#!/usr/bin/env python
from synthlab.cli import main

if __name__ == "__main__":
    main()

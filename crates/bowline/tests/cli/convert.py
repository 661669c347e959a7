"""Converts XLSForm workbooks with pyxform, the reference converter: `convert.py WORKBOOK...`.

Writes an XForm beside each, prints one line per file and what pyxform warns about, and fails if any does not convert.
With Java on the machine ODK Validate, which pyxform ships, tries every form too.
"""

import shutil
import sys
from pathlib import Path

from pyxform.xls2xform import xls2xform_convert


def main(paths):
    validate = shutil.which("java") is not None
    failed = 0
    for path in paths:
        try:
            warnings = xls2xform_convert(path, Path(path).with_suffix(".xml"), validate=validate)
        except Exception as error:  # whatever it is, this form does not convert
            failed += 1
            print(f"FAILED {path}: {error}")
            continue
        print(f"converted {path}")
        for warning in warnings:
            print(f"  warning: {warning}")
    print(f"{len(paths) - failed} converted, {failed} failed, ODK Validate {'on' if validate else 'off: no java'}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

#!/usr/bin/env python3
"""Renders Markdown reports to one HTML page that looks much like a pull request, to be looked at in a browser.

    pip install cmarkgfm
    .github/render-markdown.py Tests/ReportingTests/Snapshots/*.md > comments.html
"""
import sys

import cmarkgfm
from cmarkgfm.cmark import Options

STYLE = """
body { font: 14px/1.5 -apple-system, "Segoe UI", "Noto Sans", Helvetica, Arial, sans-serif; color: #1f2328; margin: 16px; }
article { max-width: 860px; border: 1px solid #d1d9e0; border-radius: 6px; padding: 16px; margin: 0 0 16px; }
h3 { font-size: 1.25em; font-weight: 600; margin: 0 0 16px; }
p, ul, table, blockquote, pre, details { margin: 0 0 16px; }
table { border-collapse: collapse; display: block; width: max-content; max-width: 100%; overflow: auto; }
th, td { padding: 6px 13px; border: 1px solid #d1d9e0; }
tr:nth-child(2n) { background: #f6f8fa; }
code { font: 85% ui-monospace, "Liberation Mono", monospace; background: #818b981f; padding: .2em .4em; border-radius: 6px; white-space: break-spaces; }
pre { background: #f6f8fa; padding: 16px; overflow: auto; border-radius: 6px; }
pre code { background: none; padding: 0; white-space: pre; }
blockquote { padding: 0 1em; color: #59636e; border-left: .25em solid #d1d9e0; }
"""


def html(markdown):
    # Raw HTML is kept, as GitHub keeps <details> and <sub>.
    return cmarkgfm.github_flavored_markdown_to_html(markdown, Options.CMARK_OPT_UNSAFE)


def main(paths):
    print(f"<!doctype html><meta charset=utf-8><style>{STYLE}</style>")
    for path in paths:
        with open(path, encoding="utf-8") as file:
            print(f"<article>{html(file.read())}</article>")


if __name__ == "__main__":
    main(sys.argv[1:])

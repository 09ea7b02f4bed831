#!/usr/bin/env python3
"""Makes the README's picture: the demonstration's comment as a pull request shows it.

    pip install cmarkgfm playwright pillow && apt-get install chromium fonts-noto-color-emoji
    make build && .github/picture.py        # writes .github/comment.png
"""
import importlib.util
import io
import pathlib
import subprocess

from PIL import Image
from playwright.sync_api import sync_playwright

ROOT = pathlib.Path(__file__).resolve().parent.parent
COMMAND = ["check", "fixtures/demo/candidate", "--baseline", "fixtures/demo/baseline", "--junit", "fixtures/demo/junit"]
COMMAND += ["--budget", "fixtures/demo/budget.yml", "--markdown", "-"]


def main():
    spec = importlib.util.spec_from_file_location("render", ROOT / ".github" / "render-markdown.py")
    render = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(render)
    done = subprocess.run([ROOT / ".build/release/loadline", *COMMAND], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 1:
        raise SystemExit(f"expected the demonstration's exit status 1, not {done.returncode}: {done.stderr}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 900, "height": 800}, device_scale_factor=2)
        page.set_content(f"<!doctype html><meta charset=utf-8><style>{render.STYLE}</style><article>{render.html(done.stdout)}</article>")
        image = page.locator("article").screenshot()
        browser.close()
    # A palette says all that text and table need in a third of the bytes.
    Image.open(io.BytesIO(image)).convert("RGB").quantize(96).save(ROOT / ".github" / "comment.png", optimize=True)


if __name__ == "__main__":
    main()

"""CHANGELOG.md and the version go together."""

import re
import unittest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]


class Changelog(unittest.TestCase):
    def test_the_version_has_a_section_and_is_the_newest(self):
        version = re.search(r'(?m)^version = "([^"]+)"', (ROOT / "Cargo.toml").read_text(encoding="utf-8")).group(1)
        text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
        sections = re.findall(r"(?m)^## (\S+)(?: – (\d{4}-\d\d-\d\d))?$", text)
        self.assertEqual(sections[0], ("Unreleased", ""))
        self.assertEqual(sections[1][0], version)
        dates = [date for _, date in sections[1:]]
        self.assertEqual(dates, sorted(dates, reverse=True))
        self.assertTrue(all(dates))


if __name__ == "__main__":
    unittest.main()

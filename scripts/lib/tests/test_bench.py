"""The bench: what wrk says is read, its scripts ask what they should, and targets are judged right."""

import json
import tempfile
import unittest
from pathlib import Path

from lib.bench import customers, hot, meter, profile, table, wrk
from lib.bench.run import _require_alike
from lib.bench.scenarios import SCENARIOS, Data, by_name
from lib.say import Failure

_SAID = """Running 2s test @ http://127.0.0.1:8080
  1 threads and 64 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency    33.32ms   10.12ms   1.02s    80.00%
    Req/Sec     1.93k   123.00     2.1k    70.00%
  Latency Distribution
     50%  900.00us
     75%   30.00ms
     90%   40.00ms
     99%    1.20s
  4000 requests in 2.00s, 1.50MB read
{}Requests/sec:   1999.11
Transfer/sec:    630.33KB
"""

_DATA = Data([7, 8], ["a" * 24, "b" * 24], "65" * 8, 1_000, ["c" * 24])


def run(rate, server=0.4, size=300.0, **commands):
    """A run of so many requests per second."""
    return table.Run(wrk.Result(1_000, rate, 1.0, 9.0, size), {"server": server, "mongod": 1.0}, commands)


class Wrk(unittest.TestCase):
    def test_figures_in_any_unit(self):
        result = wrk.parse(_SAID.format(""))
        self.assertEqual((result.requests, result.rate), (4_000, 1999.11))
        self.assertEqual((result.p50, result.p99), (0.9, 1200.0))
        self.assertAlmostEqual(result.size, 1.5 * (1 << 20) / 4_000)

    def test_a_refused_or_unanswered_request_is_a_failure(self):
        for line in ("  Non-2xx or 3xx responses: 3\n", "  Socket errors: connect 0, read 2, write 0, timeout 0\n"):
            with self.assertRaisesRegex(Failure, line.strip()):
                wrk.parse(_SAID.format(line))
        with self.assertRaisesRegex(Failure, "unable to connect"):
            wrk.parse("unable to connect to 127.0.0.1:1 Connection refused")


class Scripts(unittest.TestCase):
    def body(self, load):
        """The body that the script makes of update 5, customer 6 and product "p"."""
        line = next(line for line in load(_DATA, 100).splitlines() if line.startswith("  local body = "))
        values = {"update": "5", "customer": "6", "product": "p"}
        pieces = line.partition(" = ")[2].split(" .. ")
        return json.loads("".join(values.get(piece) or json.loads(piece) for piece in pieces))

    def test_updates_are_what_telegram_posts(self):
        for name, expected in (
            ("start", customers.write(5, 6, "/start")),
            ("cart", customers.write(5, 6, "/cart")),
            ("add", customers.press(5, 6, "add:p")),
        ):
            scenario = by_name(name)
            self.assertEqual(self.body(scenario.shop), expected)
            self.assertEqual(self.body(scenario.ceilings["ceiling"]), expected, "the ceiling reads the same")

    def test_scripts_are_ascii_and_ask_of_their_own_data(self):
        for scenario in SCENARIOS:
            for load in (scenario.shop, *scenario.ceilings.values()):
                script = load(_DATA, 100)
                self.assertTrue(script.isascii())
                self.assertIn("request = function()", script)
        self.assertIn("'/v1/products?category='", by_name("list").shop(_DATA, 1))
        self.assertIn("c" * 24, by_name("list").shop(_DATA, 1))


class Profile(unittest.TestCase):
    def test_a_build_counts_or_is_optimised_for_what_was_counted(self):
        self.assertEqual(profile.generate(Path("/counts")), "-Cprofile-generate=/counts")
        with self.assertRaisesRegex(Failure, "no profile /counts/none"):
            profile.use(Path("/counts/none"))
        with tempfile.NamedTemporaryFile(suffix=".profdata") as file:
            self.assertEqual(profile.use(Path(file.name)), f"-Cprofile-use={file.name}")


class Hot(unittest.TestCase):
    def outcomes(self, thanks, refused=0):
        """A thousand presses, answered by nothing but their end; what is said comes by the Bot API."""
        presses = [hot.Outcome(n, "None", 200, 5.0, refused) for n in range(hot.CUSTOMERS)]
        said = [
            hot.Outcome(n, "🎉 We have your order No. 7" if n < thanks else "• Kettle: sold out")
            for n in range(hot.CUSTOMERS)
        ]
        return presses + said

    def test_everyone_is_told_one_thing_or_the_other(self):
        lines = hot.lines(self.outcomes(hot.PIECES), hot.PIECES)
        self.assertEqual(lines[0], "100 orders; 900 × sold out, 100 × thanks")
        self.assertTrue(lines[-1].startswith("met"))

    def test_one_thanked_too_often_or_refused_is_seen(self):
        for outcomes in (self.outcomes(hot.PIECES + 1), self.outcomes(hot.PIECES, refused=1)):
            self.assertTrue(hot.lines(outcomes, hot.PIECES)[-1].startswith("NOT MET"))


class Judging(unittest.TestCase):
    def test_each_target_is_judged_by_the_medians(self):
        shop = [run(rate) for rate in (1, 650, 9_999)]
        verdicts = table.verdicts(by_name("start"), shop, {"ceiling": [run(1_000)]})
        self.assertEqual([verdict.is_met for verdict in verdicts], [True, True, True])
        verdicts = table.verdicts(by_name("start"), [run(640, server=0.6)], {"ceiling": [run(1_000)]})
        self.assertEqual([verdict.is_met for verdict in verdicts], [False, True, False])

    def test_the_cart_has_two_ceilings(self):
        measured = {"ceiling": [run(1_000)], "one find": [run(4_000)]}
        met = [verdict.is_met for verdict in table.verdicts(by_name("cart"), [run(700)], measured)]
        self.assertEqual(met, [True, False, True])

    def test_the_lines_say_who_missed_what(self):
        measured = {"shop": [run(900, update=0.03, find=1.0)], "before": [run(500)], "ceiling": [run(1_000)]}
        text = "\n".join(table.lines(by_name("product"), measured))
        self.assertRegex(text, r"shop +900 +0\.90 +9 +0\.40 +1\.00 +1\.00 find, 0\.03 update")
        self.assertRegex(text, r"\n +met +shop: 0\.90 of the ceiling, at least 0\.85")
        self.assertRegex(text, r"\n +NOT MET +before: 0\.50 of the ceiling")

    def test_percentiles(self):
        self.assertEqual([table.percentile(range(1, 101), percent) for percent in (50, 99, 100)], [50, 99, 100])
        self.assertEqual(table.percentile([7], 99), 7)

    def test_answers_that_are_suddenly_short_are_no_answers(self):
        _require_alike(by_name("add"), "shop", [run(1), run(1, size=290.0)])
        with self.assertRaisesRegex(Failure, "add, shop: answers of 100 to 300 bytes"):
            _require_alike(by_name("add"), "shop", [run(1), run(1, size=100.0)])

    def test_what_a_span_cost(self):
        before = meter.Reading({"mongod": 1.0}, {"find": 5, "update": 2})
        after = meter.Reading({"mongod": 1.5}, {"find": 9, "update": 2, "insert": 1})
        self.assertEqual(after.since(before), meter.Reading({"mongod": 0.5}, {"find": 4, "insert": 1}))


if __name__ == "__main__":
    unittest.main()

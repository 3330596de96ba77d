"""The BSON codec."""

import unittest
import uuid

from lib import bson


class Bson(unittest.TestCase):
    def test_the_specification_s_own_example(self):
        data = b"\x16\x00\x00\x00\x02hello\x00\x06\x00\x00\x00world\x00\x00"
        self.assertEqual(bson.encode({"hello": "world"}), data)
        self.assertEqual(bson.decode(data), {"hello": "world"})

    def test_every_type_comes_back_as_it_went(self):
        document = {
            "none": None,
            "yes": True,
            "small": -7,
            "large": 2**40,
            "wide": bson.Int64(1),
            "double": 0.25,
            "text": "Кошик 🛒",
            "list": [1, "two", {"three": []}],
            "uuid": uuid.uuid4(),
            "bytes": b"\0\1",
            "id": bson.ObjectId(b"0123456789ab"),
            "time": bson.DateTime(1_700_000_000_000),
            "stamp": bson.Timestamp(1 << 63),
        }
        data = bson.encode(document)
        self.assertEqual(bson.decode(data), document)
        self.assertEqual(bson.encode(bson.decode(data)), data)

    def test_a_small_int64_stays_64_bits_wide(self):
        self.assertIn(b"\x12n\0\1\0\0\0\0\0\0\0", bson.encode({"n": bson.Int64(1)}))

    def test_what_is_cut_short_or_unknown_is_refused(self):
        with self.assertRaises(ValueError):
            bson.decode(bson.encode({"a": "b"})[:-1])
        with self.assertRaises(ValueError):
            bson.decode(b"\x08\0\0\0\x7fa\0\0")
        with self.assertRaises(TypeError):
            bson.encode({"a": object()})


if __name__ == "__main__":
    unittest.main()

//! How much memory the decoders take for a photo, known from its header before anything is decoded.

use image::ImageFormat;

/// The most memory a photo may take while it is decoded, in bytes: a JPEG of 33 megapixels, a progressive one of 11, or a
/// PNG of 25. Photos are decoded one at a time, so that together with the upload itself it fits into the 256 MB of the
/// smallest process.
pub(crate) const MAX_DECODING: u64 = 96 << 20;

/// What decoding takes: the pixels, of `decoded` bytes, and what the format's decoder holds beside them.
pub(crate) fn decoding(format: ImageFormat, bytes: &[u8], (width, height): (u32, u32), decoded: u64) -> u64 {
    let beside = match format {
        ImageFormat::Jpeg => Jpeg::read(bytes).coefficients(),
        // The decoder's own picture, of four bytes a pixel
        ImageFormat::WebP => u64::from(width) * u64::from(height) * 4,
        _ => 0,
    };
    decoded.saturating_add(beside)
}

/// What a JPEG's markers say up to its first scan.
#[derive(Debug, Default)]
struct Jpeg {
    progressive: bool,
    width: u64,
    height: u64,
    /// Horizontal and vertical sampling factor of each component.
    components: Vec<(u64, u64)>,
    /// How many components the first scan brings.
    in_first_scan: usize,
}

impl Jpeg {
    /// Reads the markers (ITU T.81, annex B). What cannot be read is left out: the decoder refuses such a file.
    fn read(bytes: &[u8]) -> Self {
        let mut jpeg = Self::default();
        let mut rest = bytes.get(2..).unwrap_or_default();
        while let [0xff, marker, after @ ..] = rest {
            // Fill bytes before a marker
            if *marker == 0xff {
                rest = &rest[1..];
                continue;
            }
            let [high, low, ..] = after else { break };
            let length = usize::from(u16::from_be_bytes([*high, *low]));
            let Some((segment, next)) = after.split_at_checked(length) else { break };
            match marker {
                0xc0..=0xc2 => jpeg.frame(*marker == 0xc2, segment),
                0xda => {
                    jpeg.in_first_scan = segment.get(2).copied().unwrap_or_default().into();
                    break;
                }
                _ => {}
            }
            rest = next;
        }
        jpeg
    }

    fn frame(&mut self, progressive: bool, segment: &[u8]) {
        let &[_, _, _, h1, h0, w1, w0, _, ref components @ ..] = segment else { return };
        self.progressive = progressive;
        (self.width, self.height) = (u16::from_be_bytes([w1, w0]).into(), u16::from_be_bytes([h1, h0]).into());
        let factors = |component: &[u8]| (u64::from(component[1] >> 4), u64::from(component[1] & 15));
        self.components = components.chunks_exact(3).map(factors).collect();
    }

    /// The bytes of the coefficients, 16 bits for every sample. They are all held in memory where one scan does not
    /// bring a part of the picture to its end: in a progressive JPEG, and where the components come one by one.
    fn coefficients(&self) -> u64 {
        if !self.progressive && self.in_first_scan == self.components.len() {
            return 0;
        }
        let most = |factor: fn(&(u64, u64)) -> u64| self.components.iter().map(factor).max().unwrap_or(1).max(1);
        let units = self.width.div_ceil(8 * most(|c| c.0)) * self.height.div_ceil(8 * most(|c| c.1));
        let blocks: u64 = self.components.iter().map(|(horizontal, vertical)| horizontal * vertical).sum();
        units * blocks * 64 * 2
    }
}

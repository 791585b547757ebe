//! PNG from the same SVG, with the bundled fonts and none of the system's.

use crate::font;
use resvg::{tiny_skia, usvg};
use std::sync::{Arc, LazyLock};

/// Why an SVG could not be turned into a PNG.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Not an SVG.
    #[error("the SVG cannot be read: {0}")]
    Svg(#[from] usvg::Error),
    /// No pixels, or more than fit in memory.
    #[error("a picture of {width} x {height} pixels cannot be made; choose another scale")]
    Size {
        /// Width asked for.
        width: f32,
        /// Height asked for.
        height: f32,
    },
    /// The encoder failed.
    #[error("the PNG cannot be written: {0}")]
    Encode(String),
}

static FONTS: LazyLock<Arc<usvg::fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = usvg::fontdb::Database::new();
    fonts.load_font_data(font::REGULAR.to_vec());
    fonts.load_font_data(font::BOLD.to_vec());
    fonts.set_sans_serif_family("Liberation Sans");
    Arc::new(fonts)
});

/// Longest side of a picture in pixels.
const LONGEST: f32 = 20_000.0;

/// Parses an SVG with the bundled fonts alone.
///
/// # Errors
/// [`Error::Svg`].
pub fn parse(svg: &str) -> Result<usvg::Tree, Error> {
    let options =
        usvg::Options { fontdb: Arc::clone(&FONTS), font_family: "Liberation Sans".to_owned(), ..Default::default() };
    Ok(usvg::Tree::from_str(svg, &options)?)
}

/// The PNG of an SVG at `scale` pixels per CSS pixel of its shown size (millimetres are taken at 96 per inch).
///
/// # Errors
/// [`Error::Svg`] for what is no SVG, [`Error::Size`] for a scale that leaves no pixels or too many.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>, Error> {
    let tree = parse(svg)?;
    let (width, height) = ((tree.size().width() * scale).round(), (tree.size().height() * scale).round());
    let fits = |side: f32| (1.0..=LONGEST).contains(&side);
    if !fits(width) || !fits(height) {
        return Err(Error::Size { width, height });
    }
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)]
    let mut pixels = tiny_skia::Pixmap::new(width as u32, height as u32).ok_or(Error::Size { width, height })?;
    resvg::render(&tree, tiny_skia::Transform::from_scale(scale, scale), &mut pixels.as_mut());
    pixels.encode_png().map_err(|e| Error::Encode(e.to_string()))
}

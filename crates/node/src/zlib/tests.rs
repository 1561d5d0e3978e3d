//! Properties of the codecs.

//! Variants that have a word: one list from which reading, writing and printing are made.

/// A text that is none of the words of a list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("expected one of {}{meant}", expected.join(", "))]
pub struct UnknownWord {
    /// The words of the list, in its order.
    pub expected: Vec<&'static str>,
    /// `; did you mean 'ccg'?` where one of them is near; else blank.
    pub meant: String,
}

/// Gives an enum without fields the word of each variant: `ALL` in the order given, `word()`, `Display`, `FromStr` (which
/// fails with [`UnknownWord`]) and both directions of serde. The word is the same on the command line, in files and in
/// tables. Other words after `|` are read and never written.
///
/// ```
/// #[derive(Debug, Clone, Copy, PartialEq)]
/// enum Side { Low, High }
/// unwarranted_core::worded!(Side { Low = "low", High = "high" | "upper" });
/// assert_eq!((Side::Low.word(), "high".parse()), ("low", Ok(Side::High)));
/// assert_eq!("upper".parse::<Side>().map(Side::word), Ok("high"));
/// assert_eq!("middle".parse::<Side>().unwrap_err().to_string(), "expected one of low, high");
/// ```
#[macro_export]
macro_rules! worded {
    ($type:ident { $($variant:ident = $word:literal $(| $also:literal)*),+ $(,)? }) => {
        impl $type {
            /// Every variant with its word, in the order in which they are listed.
            pub const ALL: [(Self, &'static str); [$($word),+].len()] = [$((Self::$variant, $word)),+];

            /// The word on the command line, in files and in tables.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(self.word())
            }
        }

        impl ::std::str::FromStr for $type {
            type Err = $crate::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                match text {
                    $($word $(| $also)* => Ok(Self::$variant),)+
                    _ => Err($crate::UnknownWord {
                        expected: vec![$($word),+],
                        meant: $crate::near::did_you_mean(text, [$($word),+]),
                    }),
                }
            }
        }

        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
                to.serialize_str(self.word())
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
                let text = <String as ::serde::Deserialize>::deserialize(from)?;
                text.parse().map_err(|e| ::serde::de::Error::custom(format!("found '{text}'; {e}")))
            }
        }
    };
}

//! Columns of a data frame as the text of a tidy file, read back to the same bits.

use polars_arrow::array::{
    Array, BooleanArray, DictionaryArray, DictionaryKey, Float32Array, Float64Array, PrimitiveArray, Utf8Array,
    Utf8ViewArray,
};
use polars_arrow::datatypes::{ArrowDataType, IntegerType, TimeUnit};
use polars_arrow::temporal_conversions::{EPOCH_DAYS_FROM_CE, date32_to_date};
use polars_arrow::types::NativeType;
use std::fmt::{Display, Write};

pub(crate) type Text<'a> = Box<dyn Fn(usize, &mut String) + 'a>;

const SECONDS: i64 = 86_400;

/// What writes the cells of a column; `Err` says what the column holds that no tidy file has.
pub(crate) fn writer(array: &dyn Array) -> Result<Text<'_>, String> {
    use ArrowDataType as T;
    Ok(match array.dtype() {
        T::Null => Box::new(|_, _| ()),
        T::Boolean => with::<BooleanArray>(array, |a, i, out| put(out, a.value(i)))?,
        T::Int8 => whole::<i8>(array)?,
        T::Int16 => whole::<i16>(array)?,
        T::Int32 => whole::<i32>(array)?,
        T::Int64 => whole::<i64>(array)?,
        T::UInt8 => whole::<u8>(array)?,
        T::UInt16 => whole::<u16>(array)?,
        T::UInt32 => whole::<u32>(array)?,
        T::UInt64 => whole::<u64>(array)?,
        T::Float32 => with::<Float32Array>(array, |a, i, out| number(out, a.value(i)))?,
        T::Float64 => with::<Float64Array>(array, |a, i, out| number(out, a.value(i)))?,
        T::Utf8 => with::<Utf8Array<i32>>(array, |a, i, out| out.push_str(a.value(i)))?,
        T::LargeUtf8 => with::<Utf8Array<i64>>(array, |a, i, out| out.push_str(a.value(i)))?,
        T::Utf8View => with::<Utf8ViewArray>(array, |a, i, out| out.push_str(a.value(i)))?,
        T::Date32 => with::<PrimitiveArray<i32>>(array, |a, i, out| day(out, a.value(i).into()))?,
        T::Timestamp(unit, _) => time(array, *unit)?,
        T::Decimal(_, scale) => {
            let scale = *scale;
            with::<PrimitiveArray<i128>>(array, move |a, i, out| decimal(out, a.value(i), scale))?
        }
        T::Dictionary(key, ..) => dictionary(array, *key)?,
        other => return Err(format!("{other:?}")),
    })
}

/// Whether the cells are numbers by their type.
pub(crate) fn is_number(array: &dyn Array) -> bool {
    matches!(array.dtype(), ArrowDataType::Float32 | ArrowDataType::Float64 | ArrowDataType::Decimal(..))
}

/// A writer for arrays of one type, which leaves nulls blank.
fn with<'a, A: Array + 'static>(
    array: &'a dyn Array,
    put: impl Fn(&'a A, usize, &mut String) + 'a,
) -> Result<Text<'a>, String> {
    let typed = array.as_any().downcast_ref::<A>().ok_or_else(|| format!("{:?}", array.dtype()))?;
    Ok(Box::new(move |i, out| {
        if !typed.is_null(i) {
            put(typed, i, out);
        }
    }))
}

fn whole<T: NativeType + Display>(array: &dyn Array) -> Result<Text<'_>, String> {
    with::<PrimitiveArray<T>>(array, |a, i, out| put(out, a.value(i)))
}

fn put(out: &mut String, value: impl Display) {
    // Writing to a String cannot fail.
    let _ = write!(out, "{value}");
}

/// A number with the fewest digits that give it again. Three decimals could be thousands to a reader of text: they get a fourth.
fn number(out: &mut String, value: impl Display) {
    let start = out.len();
    put(out, value);
    if out[start..].split_once('.').is_some_and(|(_, decimals)| decimals.len() == 3) {
        out.push('0');
    }
}

fn decimal(out: &mut String, value: i128, scale: usize) {
    let digits = format!("{:0width$}", value.unsigned_abs(), width = scale + 1);
    let (whole, decimals) = digits.split_at(digits.len() - scale);
    let sign = if value < 0 { "-" } else { "" };
    // What is whole is a count, whatever its type.
    match decimals.trim_end_matches('0') {
        "" => put(out, format_args!("{sign}{whole}")),
        decimals => number(out, format_args!("{sign}{whole}.{decimals}")),
    }
}

fn day(out: &mut String, days: i64) {
    let date = i32::try_from(days).ok().filter(|days| days.checked_add(EPOCH_DAYS_FROM_CE).is_some());
    if let Some(date) = date {
        put(out, date32_to_date(date));
    }
}

/// A moment: the day alone at midnight.
fn time(array: &dyn Array, unit: TimeUnit) -> Result<Text<'_>, String> {
    let per_second = match unit {
        TimeUnit::Second => 1,
        TimeUnit::Millisecond => 1_000,
        TimeUnit::Microsecond => 1_000_000,
        TimeUnit::Nanosecond => 1_000_000_000,
    };
    with::<PrimitiveArray<i64>>(array, move |a, i, out| {
        let seconds = a.value(i).div_euclid(per_second);
        day(out, seconds.div_euclid(SECONDS));
        let rest = seconds.rem_euclid(SECONDS);
        if rest != 0 {
            put(out, format_args!(" {:02}:{:02}:{:02}", rest / 3_600, rest / 60 % 60, rest % 60));
        }
    })
}

/// Categories.
fn dictionary(array: &dyn Array, key: IntegerType) -> Result<Text<'_>, String> {
    match key {
        IntegerType::Int8 => categories::<i8>(array),
        IntegerType::Int16 => categories::<i16>(array),
        IntegerType::Int32 => categories::<i32>(array),
        IntegerType::Int64 => categories::<i64>(array),
        IntegerType::UInt8 => categories::<u8>(array),
        IntegerType::UInt16 => categories::<u16>(array),
        IntegerType::UInt32 => categories::<u32>(array),
        IntegerType::UInt64 => categories::<u64>(array),
        IntegerType::Int128 | IntegerType::UInt128 => Err(format!("{:?}", array.dtype())),
    }
}

fn categories<K: DictionaryKey>(array: &dyn Array) -> Result<Text<'_>, String> {
    let typed = array.as_any().downcast_ref::<DictionaryArray<K>>().ok_or_else(|| format!("{:?}", array.dtype()))?;
    let value = writer(typed.values().as_ref())?;
    Ok(Box::new(move |i, out| {
        if !typed.is_null(i) {
            value(typed.key_value(i), out);
        }
    }))
}

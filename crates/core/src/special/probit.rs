//! Quantiles of the normal distribution.

/// The z above which the standard normal distribution has probability `p` (0 < p < 1).
///
/// To 16 digits by the three rational approximations of Wichura (1988, "Algorithm AS 241: The percentage points of the normal
/// distribution", Applied Statistics 37, 477-484), as in R's `qnorm`.
pub(crate) fn upper_quantile(p: f64) -> f64 {
    let q = 0.5 - p;
    if q.abs() <= 0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    // 1 - p keeps all digits, as p is not small there.
    let r = (-libm::log(if q > 0.0 { p } else { 1.0 - p })).sqrt();
    let z = if r <= 5.0 { ratio(r - 1.6, &TAIL) } else { ratio(r - 5.0, &FAR) };
    z.copysign(q)
}

/// A polynomial of degree seven over another.
fn ratio(r: f64, [above, below]: &[[f64; 8]; 2]) -> f64 {
    let value = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * r + c);
    value(above) / value(below)
}

#[rustfmt::skip]
const CENTRE: [[f64; 8]; 2] = [
    [3.387_132_872_796_366_5, 1.331_416_678_917_843_8e2, 1.971_590_950_306_551_3e3, 1.373_169_376_550_946e4,
     4.592_195_393_154_987e4, 6.726_577_092_700_87e4, 3.343_057_558_358_813e4, 2.509_080_928_730_122_7e3],
    [1.0, 4.231_333_070_160_091e1, 6.871_870_074_920_579e2, 5.394_196_021_424_751e3,
     2.121_379_430_158_659_7e4, 3.930_789_580_009_271e4, 2.872_908_573_572_194_3e4, 5.226_495_278_852_854e3],
];

#[rustfmt::skip]
const TAIL: [[f64; 8]; 2] = [
    [1.423_437_110_749_683_5, 4.630_337_846_156_546, 5.769_497_221_460_691, 3.647_848_324_763_204_5,
     1.270_458_252_452_368_4, 2.417_807_251_774_506e-1, 2.272_384_498_926_918_4e-2, 7.745_450_142_783_414e-4],
    [1.0, 2.053_191_626_637_759, 1.676_384_830_183_803_8, 6.897_673_349_851e-1,
     1.481_039_764_274_800_8e-1, 1.519_866_656_361_645_7e-2, 5.475_938_084_995_345e-4, 1.050_750_071_644_416_9e-9],
];

#[rustfmt::skip]
const FAR: [[f64; 8]; 2] = [
    [6.657_904_643_501_103, 5.463_784_911_164_114, 1.784_826_539_917_291_3, 2.965_605_718_285_048_7e-1,
     2.653_218_952_657_612_4e-2, 1.242_660_947_388_078_4e-3, 2.711_555_568_743_487_6e-5, 2.010_334_399_292_288_1e-7],
    [1.0, 5.998_322_065_558_88e-1, 1.369_298_809_227_358e-1, 1.487_536_129_085_061_5e-2,
     7.868_691_311_456_133e-4, 1.846_318_317_510_054_8e-5, 1.421_511_758_316_446e-7, 2.044_263_103_389_939_7e-15],
];

#[cfg(test)]
mod tests {
    use super::upper_quantile;

    #[test]
    fn agrees_with_mpmath() {
        // mpmath 1.3.0, 40 digits: the z with erfc(z / sqrt(2)) / 2 = p, p as the double nearest to the decimal given.
        let table = [
            (1e-300, 37.047_096_299_361_2),
            (1e-20, 9.262_340_089_798_407),
            (1e-11, 6.706_023_155_495_136),
            (1e-08, 5.612_001_244_174_789),
            (0.001, 3.090_232_306_167_813_6),
            (0.025, 1.959_963_984_540_054_3),
            (0.07, 1.475_791_028_179_170_6),
            (0.08, 1.405_071_560_309_632_7),
            (0.3, 0.524_400_512_708_040_8),
            (0.7, -0.524_400_512_708_040_7),
            (0.95, -1.644_853_626_951_472_2),
            (0.999_9, -3.719_016_485_455_708_4),
        ];
        for (p, z) in table {
            let found = upper_quantile(p);
            assert!((found - z).abs() <= 4.0 * f64::EPSILON * z.abs().max(1.0), "{p:e}: {found}, not {z}");
        }
        assert!(upper_quantile(0.5).abs() < f64::MIN_POSITIVE);
    }
}

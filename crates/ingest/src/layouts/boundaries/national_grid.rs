//! Eastings and northings of the British National Grid as degrees.

/// An ellipsoid by its semi-axes in metres.
struct Ellipsoid {
    a: f64,
    b: f64,
}

const AIRY_1830: Ellipsoid = Ellipsoid { a: 6_377_563.396, b: 6_356_256.909 };
const WGS84: Ellipsoid = Ellipsoid { a: 6_378_137.0, b: 6_356_752.314_245 };

impl Ellipsoid {
    /// Eccentricity squared.
    fn e2(&self) -> f64 {
        (self.a * self.a - self.b * self.b) / (self.a * self.a)
    }
}

/// Scale on the central meridian, true origin in radians, its easting and northing.
const F0: f64 = 0.999_601_271_7;
const ORIGIN: (f64, f64) = (49.0 * std::f64::consts::PI / 180.0, -2.0 * std::f64::consts::PI / 180.0);
const E0: f64 = 400_000.0;
const N0: f64 = -100_000.0;

/// Whether a point can be one of the grid, which covers Great Britain: 0 to 700 km east, 0 to 1,300 km north.
#[must_use]
pub fn contains(easting: f64, northing: f64) -> bool {
    (0.0..=700_000.0).contains(&easting) && (0.0..=1_300_000.0).contains(&northing)
}

/// Longitude and latitude in degrees (WGS84) of a point of the British National Grid in metres.
///
/// The inverse transverse Mercator projection is exact to a millimetre; the change of datum by seven parameters is good
/// to about 5 metres over Great Britain (Ordnance Survey, *A guide to coordinate systems in Great Britain*, sections 6.6
/// and C). The survey's own grid of shifts (OSTN15) is exact, and far finer than any boundary drawn here.
///
/// ```
/// use unwarranted_ingest::layouts::national_grid;
/// let (longitude, latitude) = national_grid::to_wgs84(530_624.974, 178_388.464);
/// assert!((longitude + 0.119_925_6).abs() < 0.000_05 && (latitude - 51.489_365_6).abs() < 0.000_05);
/// ```
#[must_use]
pub fn to_wgs84(easting: f64, northing: f64) -> (f64, f64) {
    let (longitude, latitude) = shift(unproject(easting, northing));
    (longitude.to_degrees(), latitude.to_degrees())
}

/// Arc of the meridian from the true origin, scaled (guide, equation C3).
fn meridian_arc(latitude: f64) -> f64 {
    let Ellipsoid { a, b } = AIRY_1830;
    let n = (a - b) / (a + b);
    let (n2, n3) = (n * n, n * n * n);
    let (minus, plus) = (latitude - ORIGIN.0, latitude + ORIGIN.0);
    let first = (1.0 + n + 1.25 * n2 + 1.25 * n3) * minus;
    let second = (3.0 * n + 3.0 * n2 + 2.625 * n3) * libm::sin(minus) * libm::cos(plus);
    let third = (1.875 * n2 + 1.875 * n3) * libm::sin(2.0 * minus) * libm::cos(2.0 * plus);
    let fourth = 35.0 / 24.0 * n3 * libm::sin(3.0 * minus) * libm::cos(3.0 * plus);
    b * F0 * (first - second + third - fourth)
}

/// Longitude and latitude in radians on the Airy ellipsoid (guide, section C.2).
fn unproject(easting: f64, northing: f64) -> (f64, f64) {
    let (a, e2) = (AIRY_1830.a, AIRY_1830.e2());
    let mut latitude = ORIGIN.0;
    // Each step leaves about a thousandth of the error of the one before.
    for _ in 0..10 {
        latitude += (northing - N0 - meridian_arc(latitude)) / (a * F0);
    }
    let (sin, tan) = (libm::sin(latitude), libm::tan(latitude));
    let under = 1.0 - e2 * sin * sin;
    let nu = a * F0 / under.sqrt();
    let rho = a * F0 * (1.0 - e2) / libm::pow(under, 1.5);
    let eta2 = nu / rho - 1.0;
    let (t2, t4, t6) = (tan.powi(2), tan.powi(4), tan.powi(6));
    let sec = 1.0 / libm::cos(latitude);
    let vii = tan / (2.0 * rho * nu);
    let viii = tan / (24.0 * rho * nu.powi(3)) * (5.0 + 3.0 * t2 + eta2 - 9.0 * t2 * eta2);
    let ix = tan / (720.0 * rho * nu.powi(5)) * (61.0 + 90.0 * t2 + 45.0 * t4);
    let x = sec / nu;
    let xi = sec / (6.0 * nu.powi(3)) * (nu / rho + 2.0 * t2);
    let xii = sec / (120.0 * nu.powi(5)) * (5.0 + 28.0 * t2 + 24.0 * t4);
    let xii_a = sec / (5040.0 * nu.powi(7)) * (61.0 + 662.0 * t2 + 1320.0 * t4 + 720.0 * t6);
    let d = easting - E0;
    let north = latitude - vii * d.powi(2) + viii * d.powi(4) - ix * d.powi(6);
    let east = ORIGIN.1 + x * d - xi * d.powi(3) + xii * d.powi(5) - xii_a * d.powi(7);
    (east, north)
}

/// From the datum of the grid (OSGB36) to WGS84 by seven parameters (guide, section 6.6), at height zero.
fn shift((longitude, latitude): (f64, f64)) -> (f64, f64) {
    const SECOND: f64 = std::f64::consts::PI / (180.0 * 3600.0);
    const MOVE: [f64; 3] = [446.448, -125.157, 542.060];
    const TURN: [f64; 3] = [0.1502 * SECOND, 0.2470 * SECOND, 0.8421 * SECOND];
    const SCALE: f64 = 1.0 - 20.4894e-6;
    let nu = AIRY_1830.a / (1.0 - AIRY_1830.e2() * libm::sin(latitude).powi(2)).sqrt();
    let x = nu * libm::cos(latitude) * libm::cos(longitude);
    let y = nu * libm::cos(latitude) * libm::sin(longitude);
    let z = nu * (1.0 - AIRY_1830.e2()) * libm::sin(latitude);
    let moved = [
        MOVE[0] + SCALE * x - TURN[2] * y + TURN[1] * z,
        MOVE[1] + TURN[2] * x + SCALE * y - TURN[0] * z,
        MOVE[2] - TURN[1] * x + TURN[0] * y + SCALE * z,
    ];
    geographic(moved)
}

/// Longitude and latitude on WGS84 of a point in cartesian coordinates (guide, section B.2).
fn geographic([x, y, z]: [f64; 3]) -> (f64, f64) {
    let e2 = WGS84.e2();
    let p = libm::hypot(x, y);
    let mut latitude = libm::atan2(z, p * (1.0 - e2));
    for _ in 0..10 {
        let nu = WGS84.a / (1.0 - e2 * libm::sin(latitude).powi(2)).sqrt();
        latitude = libm::atan2(z + e2 * nu * libm::sin(latitude), p);
    }
    (libm::atan2(y, x), latitude)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn degrees(degrees: f64, minutes: f64, seconds: f64) -> f64 {
        degrees + minutes / 60.0 + seconds / 3600.0
    }

    /// Ordnance Survey, A guide to coordinate systems in Great Britain, the worked example of section C.2.
    #[test]
    fn unprojects_the_worked_example_of_the_guide() {
        let (east, north) = unproject(651_409.903, 313_177.270);
        assert!((east.to_degrees() - degrees(1.0, 43.0, 4.5177)).abs() < 1e-8);
        assert!((north.to_degrees() - degrees(52.0, 39.0, 27.2531)).abs() < 1e-8);
    }

    /// Test points of the Ordnance Survey (OSTN15_OSGM15 developer pack): latitude, longitude, easting, northing.
    const POINTS: [[f64; 4]; 14] = [
        [49.922_263_937_30, -6.299_777_520_14, 91_492.146, 11_318.804],
        [49.960_061_378_20, -5.203_046_099_98, 170_370.718, 11_572.405],
        [50.438_858_256_10, -4.108_645_635_61, 250_359.811, 62_016.569],
        [50.575_636_650_00, -1.297_822_772_40, 449_816.371, 75_335.861],
        [50.931_279_379_10, -1.450_514_337_00, 438_710.920, 114_792.250],
        [51.400_782_201_40, -3.551_283_492_40, 292_184.870, 168_003.465],
        [51.374_470_255_50, 1.444_547_304_09, 639_821.835, 169_565.858],
        [51.427_547_430_20, -2.544_076_183_49, 362_269.991, 169_978.690],
        [51.489_365_649_50, -0.119_925_571_80, 530_624.974, 178_388.464],
        [51.858_908_964_00, -4.308_524_769_60, 241_124.584, 220_332.641],
        [51.894_366_373_50, 0.897_243_270_12, 599_445.590, 225_722.826],
        [52.255_293_816_30, -2.154_586_143_87, 389_544.190, 261_912.153],
        [53.800_215_196_30, -1.663_791_682_42, 422_242.186, 433_818.701],
        [60.133_080_916_60, -2.073_827_982_28, 395_999.668, 1_138_728.951],
    ];

    #[test]
    fn lies_within_five_metres_of_the_survey_s_test_points() {
        for [latitude, longitude, easting, northing] in POINTS {
            let (east, north) = to_wgs84(easting, northing);
            let metres =
                111_200.0 * libm::hypot(north - latitude, (east - longitude) * libm::cos(latitude.to_radians()));
            assert!(metres < 5.0, "{metres:.2} m at {easting}, {northing}");
        }
    }

    #[test]
    fn degrees_are_not_taken_for_metres_of_the_grid() {
        assert!(contains(530_000.0, 180_000.0) && !contains(-0.1, 51.5) && !contains(530_000.0, -180_000.0));
    }
}

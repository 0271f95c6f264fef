package draftscope.styles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javafx.scene.paint.Color;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The check list of the colours: each legend's colours as people with protanopia, deuteranopia and tritanopia see them, and in grey,
/// with the differences that were promised. Differences are CIEDE2000.
///
/// Simulation: Machado, Oliveira and Fernandes, *A Physiologically-based Model for Simulation of Color Vision Deficiency* (2009), full
/// severity, on linear light, rounded to the 8 bits of a screen.
class ColourCheckTest {
    private enum Eye {
        USUAL, PROTAN(0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116,
                1.051998), DEUTAN(
                        0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940,
                        0.968881), TRITAN(
                                1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367,
                                0.303900), GREY(
                                        0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722, 0.2126, 0.7152, 0.0722);

        private final double[] matrix;

        Eye(double... matrix) {
            this.matrix = matrix;
        }

        Color see(Color color) {
            if (this == USUAL)
                return color;
            double[] light = {linear(color.getRed()), linear(color.getGreen()), linear(color.getBlue())};
            double[] seen = new double[3];
            for (int row = 0; row < 3; row++)
                seen[row] = Math.round(255 * encoded(matrix[3 * row] * light[0] + matrix[3 * row + 1] * light[1]
                        + matrix[3 * row + 2] * light[2])) / 255.0;
            return Color.color(seen[0], seen[1], seen[2]);
        }
    }

    private static double linear(double channel) {
        return channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4);
    }

    private static double encoded(double light) {
        double l = Math.clamp(light, 0, 1);
        return l <= 0.0031308 ? 12.92 * l : 1.055 * Math.pow(l, 1 / 2.4) - 0.055;
    }

    /// L*, a*, b* under D65.
    private static double[] lab(Color color) {
        double r = linear(color.getRed());
        double g = linear(color.getGreen());
        double b = linear(color.getBlue());
        double x = f((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
        double y = f(0.2126729 * r + 0.7151522 * g + 0.0721750 * b);
        double z = f((0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883);
        return new double[]{116 * y - 16, 500 * (x - y), 200 * (y - z)};
    }

    private static double f(double t) {
        return t > 216.0 / 24389 ? Math.cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }

    private static double difference(Color one, Color other) {
        return difference(lab(one), lab(other));
    }

    /// CIEDE2000 with all weights 1; Sharma, Wu and Dalal (2005).
    private static double difference(double[] one, double[] other) {
        double c = (Math.hypot(one[1], one[2]) + Math.hypot(other[1], other[2])) / 2;
        double g = 0.5 * (1 - Math.sqrt(Math.pow(c, 7) / (Math.pow(c, 7) + Math.pow(25, 7))));
        double a1 = one[1] * (1 + g);
        double a2 = other[1] * (1 + g);
        double c1 = Math.hypot(a1, one[2]);
        double c2 = Math.hypot(a2, other[2]);
        double h1 = hue(a1, one[2]);
        double h2 = hue(a2, other[2]);
        double turn = c1 * c2 == 0 ? 0 : h2 - h1;
        turn += turn > 180 ? -360 : turn < -180 ? 360 : 0;
        double dl = other[0] - one[0];
        double dc = c2 - c1;
        double dh = 2 * Math.sqrt(c1 * c2) * Math.sin(Math.toRadians(turn / 2));
        double l = (one[0] + other[0]) / 2;
        double mean = (c1 + c2) / 2;
        double h = c1 * c2 == 0
                ? h1 + h2
                : Math.abs(h1 - h2) <= 180
                        ? (h1 + h2) / 2
                        : (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2;
        double t = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.20 * cos(4 * h - 63);
        double rc = 2 * Math.sqrt(Math.pow(mean, 7) / (Math.pow(mean, 7) + Math.pow(25, 7)));
        double rt = -Math.sin(Math.toRadians(60 * Math.exp(-Math.pow((h - 275) / 25, 2)))) * rc;
        double sl = 1 + 0.015 * Math.pow(l - 50, 2) / Math.sqrt(20 + Math.pow(l - 50, 2));
        double sc = 1 + 0.045 * mean;
        double sh = 1 + 0.015 * mean * t;
        return Math.sqrt(Math.pow(dl / sl, 2) + Math.pow(dc / sc, 2) + Math.pow(dh / sh, 2)
                + rt * (dc / sc) * (dh / sh));
    }

    private static double hue(double a, double b) {
        double degrees = a == 0 && b == 0 ? 0 : Math.toDegrees(Math.atan2(b, a));
        return degrees < 0 ? degrees + 360 : degrees;
    }

    private static double cos(double degrees) {
        return Math.cos(Math.toRadians(degrees));
    }

    private static List<Color> tokens(Theme theme, String... names) {
        return Arrays.stream(names).map(Palette.of(theme)::color).toList();
    }

    private static List<Color> ramp(Theme theme, String name, int steps) {
        return IntStream.range(0, steps).mapToObj(i -> Palette.of(theme).color(name + "-" + i)).toList();
    }

    /// The least difference between neighbours, as each eye sees them, to one decimal as it was promised.
    private static Map<Eye, Double> adjacent(List<Color> colours) {
        Map<Eye, Double> least = new EnumMap<>(Eye.class);
        for (Eye eye : Eye.values())
            least.put(eye, tenth(IntStream.range(1, colours.size())
                    .mapToDouble(i -> difference(eye.see(colours.get(i - 1)), eye.see(colours.get(i)))).min()
                    .orElseThrow()));
        return least;
    }

    private static double tenth(double value) {
        return Math.round(value * 10) / 10.0;
    }

    private static double pairs(List<Color> colours, Eye eye) {
        double least = Double.MAX_VALUE;
        for (int i = 0; i < colours.size(); i++)
            for (int j = 0; j < i; j++)
                least = Math.min(least, difference(eye.see(colours.get(i)), eye.see(colours.get(j))));
        return tenth(least);
    }

    /// Three of the published pairs of Sharma, Wu and Dalal, which go through each branch of the formula.
    @ParameterizedTest
    @CsvSource({"50,2.6772,-79.7751,50,0,-82.7485,2.0425", "50,2.4900,-0.0010,50,-2.4900,0.0009,7.1792",
            "22.7233,20.0904,-46.6940,23.0331,14.9730,-42.5619,2.0373",
            "2.0776,0.0795,-1.1350,0.9033,-0.0636,-0.5514,0.9082"})
    void differencesAreThoseThatWerePublished(double l1, double a1, double b1, double l2, double a2, double b2,
            double expected) {
        assertThat(difference(new double[]{l1, a1, b1}, new double[]{l2, a2, b2}))
                .isCloseTo(expected, org.assertj.core.data.Offset.offset(1e-4));
    }

    /// Accepted, correction, rejected and never judged. In grey they are too near to each other; their shapes tell them apart.
    @ParameterizedTest
    @CsvSource({"LIGHT,20.4,18.4,9.9,11.6,2.9", "DARK,20.7,20.7,12.3,15.6,2.9",
            "HIGH_CONTRAST,17.8,15.9,16.2,20.3,4.1"})
    void verdictsStayApart(Theme theme, double usual, double protan, double deutan, double tritan, double grey) {
        List<Color> verdicts = tokens(theme, "accepted", "correction", "rejected", "not-judged");
        double[] promised = {usual, protan, deutan, tritan, grey};
        for (Eye eye : Eye.values())
            assertThat(pairs(verdicts, eye)).as(eye.name()).isGreaterThanOrEqualTo(promised[eye.ordinal()]);
    }

    @ParameterizedTest
    @CsvSource({"LIGHT,5.3,4.3", "DARK,3.6,2.9", "HIGH_CONTRAST,4.3,3.3"})
    void stepsOfEntropyStayApart(Theme theme, double promised, double inGrey) {
        adjacent(ramp(theme, "entropy", 7)).forEach((eye, least) -> assertThat(least).as(eye.name())
                .isGreaterThanOrEqualTo(eye == Eye.GREY ? inGrey : promised));
    }

    @ParameterizedTest
    @CsvSource({"LIGHT,3.9", "DARK,3.9", "HIGH_CONTRAST,3.9"})
    void stepsOfConfidenceStayApart(Theme theme, double promised) {
        adjacent(ramp(theme, "confidence", 6))
                .forEach((eye, least) -> assertThat(least).as(eye.name()).isGreaterThanOrEqualTo(promised));
    }

    @ParameterizedTest
    @EnumSource(value = Theme.class, names = {"LIGHT", "DARK", "HIGH_CONTRAST"})
    void theEndsOfDisagreementAreFarApartForEveryEyeThatSeesHues(Theme theme) {
        List<Color> ramp = ramp(theme, "divergence", 7);
        for (Eye eye : List.of(Eye.USUAL, Eye.PROTAN, Eye.DEUTAN, Eye.TRITAN))
            assertThat(difference(eye.see(ramp.getFirst()), eye.see(ramp.getLast()))).as(eye.name())
                    .isGreaterThanOrEqualTo(44);
    }

    /// More is never paler, whoever looks: also without colours.
    @ParameterizedTest
    @EnumSource(Theme.class)
    void moreIsDarkerOrBrighterAllTheWay(Theme theme) {
        for (List<Color> ramp : List.of(ramp(theme, "entropy", 7), ramp(theme, "confidence", 6))) {
            for (Eye eye : Eye.values()) {
                List<Double> lightness = ramp.stream().map(colour -> lab(eye.see(colour))[0]).toList();
                List<Double> sorted = new ArrayList<>(lightness);
                sorted.sort(theme.dark() ? Double::compare : (a, b) -> Double.compare(b, a));
                assertThat(lightness).as(eye.name()).isEqualTo(sorted).doesNotHaveDuplicates();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Theme.class)
    void withoutColoursEverythingIsGreyAndAsReadable(Theme theme) {
        Palette coloured = Palette.of(theme.withColours(true));
        Palette grey = Palette.of(theme.withColours(false));
        coloured.colors().forEach((token, colour) -> {
            Color now = grey.color(token);
            assertThat(now.getSaturation()).as(token).isZero();
            assertThat(lab(now)[0]).as(token).isCloseTo(lab(colour)[0], org.assertj.core.data.Offset.offset(0.6));
        });
    }

    @Test
    void highContrastIsHigh() {
        Palette palette = Palette.of(Theme.HIGH_CONTRAST);
        for (String under : List.of("app", "surface", "raised"))
            for (String text : List.of("text", "text-secondary", "accepted", "correction", "rejected", "breakpoint",
                    "focus"))
                assertThat(contrast(palette.color(text), palette.color(under))).as(text + " on " + under)
                        .isGreaterThanOrEqualTo(under.equals("raised") ? 6.2 : 7);
        Stream.concat(ramp(Theme.HIGH_CONTRAST, "entropy", 7).stream(),
                ramp(Theme.HIGH_CONTRAST, "confidence", 6).stream())
                .forEach(fill -> assertThat(contrast(palette.color("text"), fill)).isGreaterThanOrEqualTo(6.5));
        assertThat(contrast(palette.color("hairline"), palette.color("surface"))).isGreaterThanOrEqualTo(4.5);
    }

    private static double contrast(Color one, Color other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(Color c) {
        return 0.2126 * linear(c.getRed()) + 0.7152 * linear(c.getGreen()) + 0.0722 * linear(c.getBlue());
    }
}

package draftscope.views;

/// A small sign beside a token, a draft node or a step. Its shape alone tells it from the others.
///
/// @param color a token of the theme, such as `breakpoint`
/// @param name  what it stands for, as tooltips and tables say it
public record Mark(Shape shape, String color, String name) {
    /// How it looks.
    public enum Shape {
        /// A breakpoint at one place.
        DISC("●"),
        /// A breakpoint with a condition.
        DIAMOND("◆"),
        /// A breakpoint that writes a line and stops nothing.
        LINES("▤"),
        /// A rule of a person's.
        TRIANGLE("▲"), SQUARE("■"), STAR("★"), HEXAGON("⬢"), RING("◯"), HALF("◐");

        private final String sign;

        Shape(String sign) {
            this.sign = sign;
        }

        /// The shape as a character, for tables and for those who hear the screen read out.
        public String sign() {
            return sign;
        }
    }
}

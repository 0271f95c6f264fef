package draftscope.views.layout;

/// The shape and the colour by which a run is known among others: six shapes times four colours, so that the first twelve runs
/// differ, and neighbours differ in both.
public final class RunShape {
    /// Colour tokens `run-0` to `run-3`.
    public static final int COLORS = 4;

    private static final int[] CORNERS = {24, 4, 3, 4, 6, 3};
    private static final double[] TURNS = {0, 0.125, 0.75, 0, 0, 0.25};

    private RunShape() {}

    /// Name of the colour token of run `number`, which counts from 1.
    public static String color(int number) {
        return "run-" + Math.floorMod(number - 1, COLORS);
    }

    /// Corners of its shape around 0, 0 at distance 1: x, y, x, y, ...
    public static double[] corners(int number) {
        int shape = Math.floorMod(number - 1, CORNERS.length);
        double[] corners = new double[2 * CORNERS[shape]];
        for (int i = 0; i < CORNERS[shape]; i++) {
            double angle = 2 * Math.PI * (TURNS[shape] + (double) i / CORNERS[shape]);
            corners[2 * i] = Math.cos(angle);
            corners[2 * i + 1] = Math.sin(angle);
        }
        return corners;
    }
}

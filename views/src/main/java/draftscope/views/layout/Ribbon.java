package draftscope.views.layout;

import java.util.Arrays;

/// A measure over the tokens as columns of equal width: one a token while there is room, else several tokens share one.
///
/// @param pitch width of a column
/// @param first by column, its first token; one more than the columns, so that a column ends where the next begins
/// @param most  by column, the value that lies farthest from the origin; `NaN` where nothing was captured
/// @param mean  by column, the mean of what was captured
public record Ribbon(double pitch, int[] first, double[] most, double[] mean) {
    /// A short text need not fill the line.
    private static final double WIDEST = 9;

    /// @param shares by token, in 0 to 1; `NaN` where nothing was captured
    /// @param origin where a bar begins
    /// @param width  that all columns together may have
    /// @param least  least width of a column
    /// @param scale  1 at 100 % text size
    public static Ribbon of(double[] shares, double origin, double width, double least, double scale) {
        int tokens = shares.length;
        int columns = (int) Math.max(1, Math.min(tokens, Math.floor(width / least)));
        int[] first = new int[columns + 1];
        double[] most = new double[columns];
        double[] mean = new double[columns];
        Arrays.fill(most, Double.NaN);
        for (int c = 0; c < columns; c++) {
            first[c] = (int) ((long) c * tokens / columns);
            int end = (int) ((long) (c + 1) * tokens / columns);
            double sum = 0;
            int captured = 0;
            for (int i = first[c]; i < end; i++) {
                if (Double.isNaN(shares[i]))
                    continue;
                if (!(Math.abs(shares[i] - origin) <= Math.abs(most[c] - origin)))
                    most[c] = shares[i];
                sum += shares[i];
                captured++;
            }
            mean[c] = captured == 0 ? Double.NaN : sum / captured;
        }
        first[columns] = tokens;
        return new Ribbon(Math.min(WIDEST * scale, width / columns), first, most, mean);
    }

    public int columns() {
        return most.length;
    }

    /// The token under a point of the ribbon, the nearest one beyond its ends; -1 when there is none.
    public int token(double x) {
        if (first[columns()] == 0)
            return -1;
        int column = (int) Math.clamp(Math.floor(x / pitch), 0, columns() - 1);
        double within = Math.clamp(x / pitch - column, 0, 1);
        int size = first[column + 1] - first[column];
        return first[column] + Math.min(size - 1, (int) (within * size));
    }

    /// The column of a token.
    public int column(int token) {
        int at = Arrays.binarySearch(first, token);
        return Math.clamp(at < 0 ? -at - 2 : at, 0, columns() - 1);
    }
}

package draftscope.decode.diffusion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Scanner;

/// A network of two layers that looks at the confidences of a block and says of each position how likely its guess is what the
/// finished text will have there: sigmoid(B relu(A c + a) + b), all as wide as the block.
///
/// Its file is text: the word `block-filter`, the width, then the numbers of A row by row, a, B row by row, b, with any white space
/// between. The file that is shipped was trained on `tales-diffusion` with blocks of 32; see `sample-models/cards/learn2pd-filter.md`.
///
/// Source: the classifier of Learn2PD (Bao et al., 2025, arXiv 2509.25188).
public final class BlockFilter {
    private static final String SHIPPED = "tales-diffusion.filter";
    private static final String BEGIN = "block-filter";
    private static final int MOST_WIDTH = 256;
    private static final long MOST_BYTES = 8 << 20;

    private final int width;
    private final double[] numbers; // A, a, B, b

    /// @param numbers `(2 * width * width + 2 * width)`: A row by row, a, B row by row, b
    public BlockFilter(int width, double[] numbers) {
        if (width < 1 || width > MOST_WIDTH || numbers.length != count(width)) {
            throw new IllegalArgumentException("a filter of width " + width + " with " + numbers.length
                    + " numbers; accepted: a width of 1 to " + MOST_WIDTH + " and " + count(width) + " numbers for it");
        }
        this.width = width;
        this.numbers = numbers.clone();
    }

    /// How many numbers a filter of this width has.
    public static int count(int width) {
        return 2 * width * width + 2 * width;
    }

    /// Positions of the longest block that it can look at.
    public int width() {
        return width;
    }

    /// @param confidences of a block's positions, at most `width()`; what a shorter block lacks counts as 0
    /// @return a probability for each of them
    public double[] probabilities(double[] confidences) {
        double[] hidden = new double[width];
        int bias = width * width;
        for (int i = 0; i < width; i++) {
            double sum = numbers[bias + i];
            for (int j = 0; j < confidences.length; j++) {
                sum += numbers[i * width + j] * confidences[j];
            }
            hidden[i] = Math.max(0, sum);
        }
        int second = bias + width;
        double[] probabilities = new double[confidences.length];
        for (int i = 0; i < probabilities.length; i++) {
            double sum = numbers[second + bias + i];
            for (int j = 0; j < width; j++) {
                sum += numbers[second + i * width + j] * hidden[j];
            }
            probabilities[i] = 1 / (1 + Math.exp(-sum));
        }
        return probabilities;
    }

    /// The content of its file.
    public String text() {
        StringBuilder text = new StringBuilder(BEGIN + " " + width + "\n");
        for (int i = 0; i < numbers.length; i++) {
            text.append(String.format(Locale.ROOT, "%.5g", numbers[i])).append((i + 1) % width == 0 ? "\n" : " ");
        }
        return text.toString();
    }

    /// The filter that is shipped.
    static BlockFilter shipped() {
        try (InputStream in = BlockFilter.class.getResourceAsStream(SHIPPED)) {
            return parse("the shipped filter", new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Reads a filter's file.
    ///
    /// @throws IllegalArgumentException one sentence when the file cannot be used
    static BlockFilter read(String name) {
        try {
            Path file = Path.of(name);
            if (Files.size(file) > MOST_BYTES) {
                throw new IllegalArgumentException("the filter file " + name + " has " + Files.size(file)
                        + " bytes; accepted: at most " + MOST_BYTES);
            }
            return parse("the filter file " + name, Files.readString(file));
        } catch (IOException | InvalidPathException e) {
            throw new IllegalArgumentException("the filter file " + name + " cannot be read (" + e.getMessage()
                    + "); accepted: a text file that begins with the word " + BEGIN, e);
        }
    }

    /// @param what names the file in messages
    static BlockFilter parse(String what, String text) {
        try (Scanner words = new Scanner(text).useLocale(Locale.ROOT)) {
            int width = words.hasNext(BEGIN) && words.next() != null && words.hasNextInt() ? words.nextInt() : 0;
            if (width < 1 || width > MOST_WIDTH) {
                throw new IllegalArgumentException(what + " does not begin with the word " + BEGIN
                        + " and a width of 1 to " + MOST_WIDTH + ", as a filter's file does");
            }
            double[] numbers = new double[count(width)];
            for (int i = 0; i < numbers.length; i++) {
                if (!words.hasNextDouble()) {
                    throw new IllegalArgumentException(what + " has " + i + " numbers; a filter of width " + width
                            + " has " + numbers.length);
                }
                numbers[i] = words.nextDouble();
            }
            if (words.hasNext()) {
                throw new IllegalArgumentException(what + " has more than the " + numbers.length
                        + " numbers of a filter of width " + width);
            }
            return new BlockFilter(width, numbers);
        }
    }
}

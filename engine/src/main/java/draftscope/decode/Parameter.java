package draftscope.decode;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// A knob of a method. The setup panel, the command line and the documentation are made from it. Values travel as text.
public sealed interface Parameter {
    /// The name in `--set name=value`; kebab case.
    String name();

    /// What the knob is called on screen.
    String label();

    /// What it does, in a sentence or two.
    String help();

    /// What it counts, such as `tokens`; empty for a bare number.
    String unit();

    /// The value it has when nobody sets it, as canonical text.
    String standard();

    /// What is accepted, in words, such as `a whole number from 1 to 8`.
    String range();

    /// Checks a value and gives it back in canonical form.
    ///
    /// @throws IllegalArgumentException one sentence with the name, the value and what is accepted
    String check(String text);

    private static IllegalArgumentException refuse(Parameter parameter, String text, String accepted) {
        return new IllegalArgumentException(
                "parameter '" + parameter.name() + "' is '" + text + "'; accepted: " + accepted);
    }

    /// A whole number from `min` to `max`.
    record Whole(String name, String label, String help, String unit, int min, int max, int value)
            implements
                Parameter {
        @Override
        public String standard() {
            return Integer.toString(value);
        }

        @Override
        public String range() {
            return "a whole number from " + min + " to " + max;
        }

        @Override
        public String check(String text) {
            try {
                int number = Integer.parseInt(text.strip());
                if (number >= min && number <= max) {
                    return Integer.toString(number);
                }
            } catch (NumberFormatException e) {
                // Said below, with the range.
            }
            throw refuse(this, text, range());
        }
    }

    /// A number from `min` to `max`.
    record Real(String name, String label, String help, String unit, double min, double max, double value)
            implements
                Parameter {
        @Override
        public String standard() {
            return Double.toString(value);
        }

        @Override
        public String range() {
            return "a number from " + min + " to " + max;
        }

        @Override
        public String check(String text) {
            try {
                double number = Double.parseDouble(text.strip());
                if (number >= min && number <= max) { // false for NaN
                    return Double.toString(number);
                }
            } catch (NumberFormatException e) {
                // Said below, with the range.
            }
            throw refuse(this, text, range());
        }
    }

    /// One of a few words.
    record Choice(String name, String label, String help, String unit, List<String> options, String value)
            implements
                Parameter {
        public Choice {
            options = List.copyOf(options);
        }

        @Override
        public String standard() {
            return value;
        }

        @Override
        public String range() {
            return String.join(", ", options);
        }

        @Override
        public String check(String text) {
            if (options.contains(text.strip())) {
                return text.strip();
            }
            throw refuse(this, text, range());
        }
    }

    /// A text, such as a sentence or the name of a file.
    ///
    /// @param maxLength most characters
    /// @param what      what is accepted, in words
    record Text(String name, String label, String help, int maxLength, String what, String value)
            implements
                Parameter {
        @Override
        public String unit() {
            return "";
        }

        @Override
        public String standard() {
            return value;
        }

        @Override
        public String range() {
            return what + " of at most " + maxLength + " characters";
        }

        @Override
        public String check(String text) {
            if (text.length() <= maxLength) {
                return text;
            }
            throw refuse(this, text.substring(0, 40) + "...", range());
        }
    }

    /// Children per node, level by level: `3,2,1` gives 3 nodes, then 6, then 6.
    ///
    /// @param maxLevels most levels
    /// @param maxWidth  most children of one node
    /// @param maxNodes  most nodes of the whole tree
    record Widths(String name, String label, String help, String unit, int maxLevels, int maxWidth, int maxNodes,
            List<Integer> value) implements Parameter {
        public Widths {
            value = List.copyOf(value);
        }

        @Override
        public String standard() {
            return text(value);
        }

        @Override
        public String range() {
            return "1 to " + maxLevels + " whole numbers from 1 to " + maxWidth + " joined by commas, such as "
                    + standard()
                    + ", making at most " + maxNodes + " nodes";
        }

        @Override
        public String check(String text) {
            try {
                List<Integer> widths = parse(text);
                if (widths.size() <= maxLevels && widths.stream().allMatch(w -> w >= 1 && w <= maxWidth)
                        && nodes(widths) <= maxNodes) {
                    return text(widths);
                }
            } catch (NumberFormatException e) {
                // Said below, with the range.
            }
            throw refuse(this, text, range());
        }

        /// Reads `3,2,1`.
        public static List<Integer> parse(String text) {
            List<Integer> widths = new ArrayList<>();
            for (String part : text.split(",", -1)) {
                widths.add(Integer.parseInt(part.strip()));
            }
            return widths;
        }

        /// Nodes of a whole tree of these widths, root excluded.
        public static long nodes(List<Integer> widths) {
            long level = 1;
            long all = 0;
            for (int width : widths) {
                level *= width;
                all += level;
            }
            return all;
        }

        private static String text(List<Integer> widths) {
            return widths.stream().map(String::valueOf).collect(Collectors.joining(","));
        }
    }
}

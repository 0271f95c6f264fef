package draftscope.tokenizer;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Splits a text at the matches of a regular expression, as the Hugging Face tokenizers library does.
///
/// The expression sees only the text that it splits: its edges are the beginning and the end. `\s`, `\p{L}` and their like
/// mean Unicode's. An expression may come from a file, so its work is bounded.
final class SplitPattern implements WordSplitter {
    /// What becomes of a match.
    enum Behaviour {
        /// A word of its own.
        ISOLATED,
        /// Neighbouring matches together are one word.
        CONTIGUOUS,
        /// The end of the word before it.
        MERGED_WITH_PREVIOUS,
        /// The beginning of the word after it.
        MERGED_WITH_NEXT,
        /// It is left out.
        REMOVED
    }

    private static final long READS_PER_CHARACTER = 4000;
    private static final long READS_AT_LEAST = 10_000_000;

    private final Pattern pattern;
    private final Behaviour behaviour;
    private final boolean inverted;

    /// @param inverted whether the text between matches is treated as the matches
    /// @throws java.util.regex.PatternSyntaxException if the expression is not one
    SplitPattern(String expression, Behaviour behaviour, boolean inverted) {
        this.pattern = Pattern.compile(javaDialect(expression), Pattern.UNICODE_CHARACTER_CLASS);
        this.behaviour = behaviour;
        this.inverted = inverted;
    }

    static SplitPattern isolated(String expression) {
        return new SplitPattern(expression, Behaviour.ISOLATED, false);
    }

    /// Scripts are the one thing that files spell otherwise: `\p{Han}` is `\p{IsHan}` here.
    private static String javaDialect(String expression) {
        return expression.replaceAll(
                "(\\\\[pP]\\{)(?=(Han|Hiragana|Katakana|Hangul|Thai|Arabic|Hebrew|Cyrillic|Greek|Latin)\\})",
                "$1Is");
    }

    @Override
    public void split(String text, boolean begins, List<String> words) {
        List<Part> parts = new ArrayList<>();
        try {
            Matcher matcher = pattern.matcher(new Watched(text));
            int at = 0;
            while (matcher.find()) {
                if (matcher.end() > matcher.start()) {
                    if (matcher.start() > at) {
                        parts.add(new Part(at, matcher.start(), inverted));
                    }
                    parts.add(new Part(matcher.start(), matcher.end(), !inverted));
                    at = matcher.end();
                }
            }
            if (at < text.length()) {
                parts.add(new Part(at, text.length(), inverted));
            }
        } catch (StackOverflowError e) {
            throw tooMuch();
        }
        for (Part part : arranged(parts)) {
            words.add(text.substring(part.from, part.to));
        }
    }

    private List<Part> arranged(List<Part> parts) {
        if (behaviour == Behaviour.ISOLATED) {
            return parts;
        }
        if (behaviour == Behaviour.REMOVED) {
            return parts.stream().filter(part -> !part.match).toList();
        }
        List<Part> out = new ArrayList<>();
        boolean afterMatch = false;
        for (Part part : parts) {
            boolean joins = !out.isEmpty() && switch (behaviour) {
                case CONTIGUOUS -> part.match == afterMatch;
                case MERGED_WITH_PREVIOUS -> part.match && !afterMatch;
                default -> !part.match && afterMatch; // MERGED_WITH_NEXT
            };
            if (joins) {
                out.set(out.size() - 1, new Part(out.getLast().from, part.to, part.match));
            } else {
                out.add(part);
            }
            afterMatch = part.match;
        }
        return out;
    }

    private IllegalArgumentException tooMuch() {
        return new IllegalArgumentException("the tokenizer's split pattern '" + pattern
                + "' takes too long on this text; a shorter text, or one with shorter words, may do");
    }

    /// A stretch of the text, and whether it counts as a match.
    private record Part(int from, int to, boolean match) {}

    /// A text that can be read so many times and no more.
    private final class Watched implements CharSequence {
        private final String text;
        private long reads;

        Watched(String text) {
            this.text = text;
            reads = READS_AT_LEAST + READS_PER_CHARACTER * text.length();
        }

        @Override
        public char charAt(int index) {
            if (--reads < 0) {
                throw tooMuch();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.substring(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}

package draftscope.query;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;

/// A regular expression that takes time in proportion to the text, whatever the expression.
///
/// All ways through the expression are followed at once, one character at a time, instead of one after the other
/// (K. Thompson, Regular Expression Search Algorithm, CACM 1968). So a pattern such as `(a+)+b` cannot hang, and there is no
/// need to refuse it. What cannot be matched in this way (references back, looking ahead or behind) is refused.
///
/// Accepted: letters, `.`, `[a-z]`, `[^a-z]`, `\d \w \s \D \W \S`, `\b \B ^ $`, `|`, groups, `* + ? {n} {n,} {n,m}`.
final class TokenPattern {
    /// Instructions of a program, and places of an expression that are visited to make them; a repetition of a repetition
    /// reaches it soon.
    private static final int LARGEST = 2_000;
    private static final int DEEPEST = 50;
    private static final int MOST_REPEATS = 1_000;

    private enum Op {
        CHARACTER, SPLIT, JUMP, WORD_EDGE, NO_WORD_EDGE, START, END, MATCH
    }

    private static final class Instruction {
        private final Op op;
        private IntPredicate accepts;
        private int first;
        private int second = -1;

        Instruction(Op op) {
            this.op = op;
        }
    }

    private final List<Instruction> program = new ArrayList<>();
    private final String source;

    private TokenPattern(String source) {
        this.source = source;
    }

    /// @param at where the pattern stands in the condition, for the sentence about what is wrong with it
    /// @throws ConditionException when it is no pattern, or one of a kind that is not accepted
    static TokenPattern of(String source, boolean ignoreCase, int at) {
        TokenPattern pattern = new TokenPattern(source);
        new Compiler(pattern.program, new Reader(source, ignoreCase, at).whole(), at).compile();
        return pattern;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenPattern that && source.equals(that.source);
    }

    @Override
    public int hashCode() {
        return source.hashCode();
    }

    /// Whether some part of the text is described.
    boolean find(String text) {
        return new Walk(text).find();
    }

    private static boolean word(int c) {
        return Character.isLetterOrDigit(c) || c == '_';
    }

    /// One run over a text.
    private final class Walk {
        private final String text;
        private final int[] marks = new int[program.size()];
        private int[] now = new int[program.size()];
        private int[] next = new int[program.size()];
        private int count;
        private int mark;
        private boolean matched;

        Walk(String text) {
            this.text = text;
        }

        boolean find() {
            mark = 1;
            add(0, 0);
            for (int at = 0; at < text.length() && !matched;) {
                int c = text.codePointAt(at);
                at += Character.charCount(c);
                int threads = count;
                int[] swap = now;
                now = next;
                next = swap;
                count = 0;
                mark++;
                for (int i = 0; i < threads && !matched; i++) {
                    Instruction instruction = program.get(next[i]);
                    if (instruction.accepts.test(c))
                        add(next[i] + 1, at);
                }
                // A match may begin anywhere.
                add(0, at);
            }
            return matched;
        }

        private void add(int pc, int at) {
            if (matched || marks[pc] == mark)
                return;
            marks[pc] = mark;
            Instruction instruction = program.get(pc);
            switch (instruction.op) {
                case CHARACTER -> now[count++] = pc;
                case MATCH -> matched = true;
                case JUMP -> add(instruction.first, at);
                case SPLIT -> {
                    add(instruction.first, at);
                    add(instruction.second, at);
                }
                case START -> addIf(at == 0, pc, at);
                case END -> addIf(at == text.length(), pc, at);
                case WORD_EDGE -> addIf(edge(at), pc, at);
                case NO_WORD_EDGE -> addIf(!edge(at), pc, at);
            }
        }

        private void addIf(boolean holds, int pc, int at) {
            if (holds)
                add(pc + 1, at);
        }

        private boolean edge(int at) {
            boolean before = at > 0 && word(text.codePointBefore(at));
            boolean after = at < text.length() && word(text.codePointAt(at));
            return before != after;
        }
    }

    private sealed interface Part {}

    private record One(IntPredicate accepts) implements Part {}

    private record Edge(Op op) implements Part {}

    private record Sequence(List<Part> parts) implements Part {}

    private record Choice(List<Part> parts) implements Part {}

    /// @param most -1 for no end
    private record Repeat(Part part, int least, int most) implements Part {}

    private static final class Compiler {
        private final List<Instruction> program;
        private final Part whole;
        private final int at;
        private int visited;

        Compiler(List<Instruction> program, Part whole, int at) {
            this.program = program;
            this.whole = whole;
            this.at = at;
        }

        void compile() {
            emit(whole);
            add(Op.MATCH);
        }

        private Instruction add(Op op) {
            Instruction instruction = new Instruction(op);
            program.add(instruction);
            return instruction;
        }

        private void emit(Part part) {
            if (++visited > LARGEST || program.size() > LARGEST)
                throw new ConditionException(at,
                        "this pattern is too large when its repetitions are written out; accepted are "
                                + LARGEST + " parts");
            switch (part) {
                case One one -> add(Op.CHARACTER).accepts = one.accepts;
                case Edge edge -> add(edge.op);
                case Sequence sequence -> sequence.parts.forEach(this::emit);
                case Choice choice -> choice(choice.parts);
                case Repeat repeat -> repeat(repeat);
            }
        }

        private void choice(List<Part> parts) {
            List<Instruction> ends = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                boolean last = i == parts.size() - 1;
                Instruction split = last ? null : add(Op.SPLIT);
                if (split != null)
                    split.first = program.size();
                emit(parts.get(i));
                if (split != null) {
                    ends.add(add(Op.JUMP));
                    split.second = program.size();
                }
            }
            ends.forEach(end -> end.first = program.size());
        }

        private void repeat(Repeat repeat) {
            for (int i = 0; i < repeat.least; i++)
                emit(repeat.part);
            if (repeat.most < 0) {
                int start = program.size();
                Instruction split = add(Op.SPLIT);
                split.first = program.size();
                emit(repeat.part);
                add(Op.JUMP).first = start;
                split.second = program.size();
                return;
            }
            List<Instruction> splits = new ArrayList<>();
            for (int i = repeat.least; i < repeat.most; i++) {
                Instruction split = add(Op.SPLIT);
                split.first = program.size();
                splits.add(split);
                emit(repeat.part);
            }
            splits.forEach(split -> split.second = program.size());
        }
    }

    /// Reads the expression.
    private static final class Reader {
        private final String source;
        private final boolean ignoreCase;
        private final int place;
        private int at;
        private int depth;

        Reader(String source, boolean ignoreCase, int place) {
            this.source = source;
            this.ignoreCase = ignoreCase;
            this.place = place;
        }

        Part whole() {
            Part whole = choice();
            if (at < source.length())
                throw wrong("it closes a group that was not opened");
            return whole;
        }

        private ConditionException wrong(String what) {
            return new ConditionException(place, "in this pattern " + what);
        }

        private boolean more() {
            return at < source.length();
        }

        private boolean take(char c) {
            boolean there = more() && source.charAt(at) == c;
            if (there)
                at++;
            return there;
        }

        private Part choice() {
            List<Part> parts = new ArrayList<>();
            do {
                parts.add(sequence());
            } while (take('|'));
            return parts.size() == 1 ? parts.getFirst() : new Choice(parts);
        }

        private Part sequence() {
            List<Part> parts = new ArrayList<>();
            while (more() && source.charAt(at) != '|' && source.charAt(at) != ')')
                parts.add(repeated(one()));
            return new Sequence(parts);
        }

        private Part repeated(Part part) {
            Part repeated = part;
            while (more()) {
                Part inner = repeated;
                if (take('*'))
                    repeated = new Repeat(inner, 0, -1);
                else if (take('+'))
                    repeated = new Repeat(inner, 1, -1);
                else if (take('?'))
                    // Behind another sign it asks for the shortest match; whether there is one does not depend on that.
                    repeated = inner instanceof Repeat ? inner : new Repeat(inner, 0, 1);
                else if (take('{'))
                    repeated = counted(inner);
                else
                    break;
                if (++depth > DEEPEST)
                    throw wrong("too many repetitions stand in each other; accepted are " + DEEPEST);
            }
            depth = 0;
            return repeated;
        }

        private Part counted(Part part) {
            int least = number();
            int most = least;
            if (take(','))
                most = more() && source.charAt(at) == '}' ? -1 : number();
            if (!take('}'))
                throw wrong("a repetition has no closing }; accepted are {2}, {2,} and {2,5}");
            if (most >= 0 && most < least)
                throw wrong("a repetition ends below where it begins");
            return new Repeat(part, least, most);
        }

        private int number() {
            int from = at;
            while (more() && source.charAt(at) >= '0' && source.charAt(at) <= '9')
                at++;
            if (at == from || at - from > 4 || Integer.parseInt(source.substring(from, at)) > MOST_REPEATS)
                throw wrong("a repetition is counted by no number up to " + MOST_REPEATS);
            return Integer.parseInt(source.substring(from, at));
        }

        private Part one() {
            int c = source.codePointAt(at);
            at += Character.charCount(c);
            return switch (c) {
                case '(' -> group();
                case '[' -> new One(set());
                case '.' -> new One(any -> any != '\n');
                case '^' -> new Edge(Op.START);
                case '$' -> new Edge(Op.END);
                case '*', '+', '?', '{' -> throw wrong("there is nothing to repeat before " + (char) c);
                case '\\' -> escaped();
                default -> new One(letter(c));
            };
        }

        private int groups;

        private Part group() {
            if (source.startsWith("?:", at))
                at += 2;
            else if (more() && source.charAt(at) == '?')
                throw wrong(
                        "a group begins with ?; accepted are (…) and (?:…), and i behind the closing / to ignore capitals");
            if (++groups > DEEPEST)
                throw wrong("groups nest too deep; accepted are " + DEEPEST);
            Part inner = choice();
            groups--;
            if (!take(')'))
                throw wrong("a group has no closing )");
            return inner instanceof Repeat ? new Sequence(List.of(inner)) : inner;
        }

        private Part escaped() {
            if (!more())
                throw wrong("nothing follows the last \\");
            char c = source.charAt(at);
            if (c == 'b' || c == 'B') {
                at++;
                return new Edge(c == 'b' ? Op.WORD_EDGE : Op.NO_WORD_EDGE);
            }
            return new One(escapedSet());
        }

        /// What an escape stands for, its backslash already read.
        private IntPredicate escapedSet() {
            int c = source.codePointAt(at);
            at += Character.charCount(c);
            return switch (c) {
                case 'd' -> Character::isDigit;
                case 'D' -> other -> !Character.isDigit(other);
                case 'w' -> TokenPattern::word;
                case 'W' -> other -> !word(other);
                case 's' -> Character::isWhitespace;
                case 'S' -> other -> !Character.isWhitespace(other);
                case 'n' -> letter('\n');
                case 't' -> letter('\t');
                case 'r' -> letter('\r');
                default -> {
                    if (Character.isLetterOrDigit(c))
                        throw wrong("\\" + Character.toString(c)
                                + " is not known; accepted are \\d \\w \\s \\D \\W \\S \\b \\B \\n \\t and \\ before a sign");
                    yield letter(c);
                }
            };
        }

        private IntPredicate letter(int c) {
            if (!ignoreCase)
                return other -> other == c;
            int folded = fold(c);
            return other -> fold(other) == folded;
        }

        private static int fold(int c) {
            return Character.toLowerCase(Character.toUpperCase(c));
        }

        private IntPredicate set() {
            boolean outside = take('^');
            List<IntPredicate> members = new ArrayList<>();
            boolean first = true;
            while (first || !more() || source.charAt(at) != ']') {
                if (!more())
                    throw wrong("a set has no closing ]");
                members.add(member());
                first = false;
            }
            at++;
            IntPredicate[] all = members.toArray(IntPredicate[]::new);
            return c -> Arrays.stream(all).anyMatch(member -> member.test(c)) != outside;
        }

        private IntPredicate member() {
            int low = source.codePointAt(at);
            at += Character.charCount(low);
            if (low == '\\') {
                if (!more())
                    throw wrong("nothing follows the last \\");
                return escapedSet();
            }
            boolean range = source.startsWith("-", at) && at + 1 < source.length() && source.charAt(at + 1) != ']'
                    && source.charAt(at + 1) != '\\';
            if (!range)
                return letter(low);
            at++;
            int high = source.codePointAt(at);
            at += Character.charCount(high);
            if (high < low)
                throw wrong("a range ends before it begins");
            if (!ignoreCase)
                return c -> c >= low && c <= high;
            return c -> c >= low && c <= high || in(Character.toLowerCase(c), low, high)
                    || in(Character.toUpperCase(c), low, high);
        }

        private static boolean in(int c, int low, int high) {
            return c >= low && c <= high;
        }
    }
}

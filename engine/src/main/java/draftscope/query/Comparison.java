package draftscope.query;

import java.util.Optional;

/// How two numbers may stand to each other.
enum Comparison {
    EQUAL("=="), UNEQUAL("!="), LESS("<"), AT_MOST("<="), MORE(">"), AT_LEAST(">=");

    private final String sign;

    Comparison(String sign) {
        this.sign = sign;
    }

    String sign() {
        return sign;
    }

    static Optional<Comparison> of(String sign) {
        for (Comparison comparison : values()) {
            if (comparison.sign.equals(sign))
                return Optional.of(comparison);
        }
        return Optional.empty();
    }

    boolean equality() {
        return this == EQUAL || this == UNEQUAL;
    }

    /// The same statement with its sides exchanged.
    Comparison turned() {
        return switch (this) {
            case EQUAL, UNEQUAL -> this;
            case LESS -> MORE;
            case AT_MOST -> AT_LEAST;
            case MORE -> LESS;
            case AT_LEAST -> AT_MOST;
        };
    }

    boolean holds(double left, double right) {
        return switch (this) {
            case EQUAL -> left == right;
            case UNEQUAL -> left != right;
            case LESS -> left < right;
            case AT_MOST -> left <= right;
            case MORE -> left > right;
            case AT_LEAST -> left >= right;
        };
    }
}

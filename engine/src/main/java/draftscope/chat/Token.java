package draftscope.chat;

/// One word of a template.
///
/// @param kind what it is
/// @param text its characters; for [Kind#STRING] what it stands for
/// @param line the line it begins on, from 1
record Token(Kind kind, String text, int line) {
    enum Kind {
        /// Text to be written as it is.
        DATA,
        /// `{%`
        BLOCK_BEGIN,
        /// `%}`
        BLOCK_END,
        /// `{{`
        PRINT_BEGIN,
        /// `}}`
        PRINT_END, NAME, INTEGER, FLOAT, STRING, OPERATOR,
        /// The end of the template.
        END
    }

    boolean is(Kind some) {
        return kind == some;
    }

    boolean isName(String name) {
        return kind == Kind.NAME && text.equals(name);
    }

    boolean isOperator(String operator) {
        return kind == Kind.OPERATOR && text.equals(operator);
    }
}

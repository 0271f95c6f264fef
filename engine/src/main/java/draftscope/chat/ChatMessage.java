package draftscope.chat;

import java.util.Objects;

/// One turn of a conversation.
///
/// @param role    who speaks: `system`, `user`, `assistant`, or whatever else a model's template knows
/// @param content what is said
public record ChatMessage(String role, String content) {
    public ChatMessage {
        Objects.requireNonNull(role);
        Objects.requireNonNull(content);
    }

    /// A turn of the person.
    public static ChatMessage user(String content) {
        return new ChatMessage("user", content);
    }

    /// An instruction that stands above the conversation.
    public static ChatMessage system(String content) {
        return new ChatMessage("system", content);
    }
}

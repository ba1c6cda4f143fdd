package dev.keyless.junit;

/**
 * One decision of the server: who asked for what, and the answer.
 *
 * @param id the value of the header x-keyless-decision
 * @param allowed whether it was allowed
 * @param because the reason in one line: the role that granted it, or such as "nothing grants it"
 * @param principal the caller's name
 * @param principalId the caller's object id
 * @param action the action or data action
 * @param operation such as "POST /models/chat/completions"
 * @param scope the resource id of what was asked for
 * @param smallestRole the smallest role that would allow what was refused, or null
 */
public record Decision(
        String id, boolean allowed, String because, String principal, String principalId, String action, String operation, String scope,
        String smallestRole) {}

// Written by `pnpm write:docs` from the OpenAPI document of core-api.
export interface paths {
    "/api/platform/orgs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every organisation
         * @description Every organisation, in the order of creation.
         *
         *     Needs the platform key.
         */
        get: operations["listOrgs"];
        put?: never;
        /**
         * Create an organisation, with its first admin when one is given
         * @description Makes an organisation. The slug follows from the name unless it is given; an admin without a password gets a generated one, shown once.
         *
         *     Needs the platform key.
         */
        post: operations["createOrg"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/platform/orgs/{orgId}/admins": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give an organisation another admin
         * @description Makes a user with the role org_admin, who can sign in at once and must change the password first.
         *
         *     Needs the platform key.
         */
        post: operations["createOrgAdmin"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/platform/orgs/{orgId}/admins/{userId}/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send an admin of an organisation a mail with a link to a new password
         * @description For an organisation whose admins have all lost their passwords. Somebody who is not org_admin there is not found.
         *
         *     Needs the platform key.
         */
        post: operations["sendOrgAdminPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/login": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description With the same email in several organisations, `org` names the one meant; without it the answer lists them. Failures are counted per account and address.
         *
         *     Open to everybody.
         */
        post: operations["signIn"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/refresh": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Go on with a session; a token used again ends it, unless that is within seconds of its first use
         * @description Answers like a sign-in, with the next pair of tokens. A token counts once; used again it ends the session, unless that is within `REFRESH_GRACE_SECONDS` of its first use.
         *
         *     Open to everybody.
         */
        post: operations["refreshSession"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/logout": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the session of a refresh token, and its access tokens with it
         * @description Ends the session at once, with every token of it. It needs no access token, and says nothing of one that is not known.
         *
         *     Open to everybody.
         */
        post: operations["signOut"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/change-password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change the own password
         * @description Answers like a sign-in and ends all other sessions. A password has 12 to 128 characters, is not a common one, not the email, and not the old one.
         *
         *     Needs an access token, and no permission.
         */
        post: operations["changePassword"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The caller: roles, effective permissions, assignments and occupancies
         * @description `permissions` are the global ones; what is held in a building comes from the assignments and occupancies.
         *
         *     Needs an access token, and no permission.
         */
        get: operations["getMe"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/invites/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Accept an invite with a password of the own choice, and sign in
         * @description Makes the account ACTIVE. Whatever is wrong with the token is told by the same code.
         *
         *     Open to everybody.
         */
        post: operations["acceptInvite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for a link to a new password by mail; the answer does not tell whether the address is known
         * @description The answer is the same whoever asks about whomever. Each active account of the address gets a mail with a link.
         *
         *     Open to everybody.
         */
        post: operations["requestPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/password-reset/complete": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Choose a new password by the token of a link, and sign in; every session from before ends
         * @description The token is good for 30 minutes and once; a password that is too weak leaves it usable.
         *
         *     Open to everybody.
         */
        post: operations["completePasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Ask for another address of the own account to be confirmed; the present one withdraws that
         * @description Mails go to both addresses; the new one counts once the link in its mail is confirmed. The present password is asked for.
         *
         *     Needs an access token, and no permission.
         */
        post: operations["changeOwnEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/email/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Confirm an address by the token that was sent there
         * @description The token is good for 24 hours and once.
         *
         *     Open to everybody.
         */
        post: operations["confirmEmail"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The own sessions that can go on; `lastUsedAt` is of the sign-in or the last refresh
         * @description Those that can still be refreshed.
         *
         *     Needs an access token, and no permission.
         */
        get: operations["listOwnSessions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/auth/sessions/{sessionId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * End one of the own sessions, and its tokens with it
         * @description Its access tokens end at once, too.
         *
         *     Needs an access token, and no permission.
         */
        delete: operations["endOwnSession"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/me/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The permission keys that hold for the caller, in the org and in buildings
         * @description At most 100 buildings. Those that are absent or foreign are left out; one of the org without any key is there with an empty list.
         *
         *     Needs an access token, and no permission.
         */
        get: operations["getMyAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The users of the organisation
         * @description In the order of creation; `q` looks in name and email whatever the case.
         *
         *     Needs `users.read` in the organisation.
         */
        get: operations["listUsers"];
        put?: never;
        /**
         * Create a user with a password, an invite or a generated password; role keys need roles.assign too
         * @description With `sendInvite` the person chooses a password by a link in a mail; without a password and an invite one is generated and shown once. Role keys need `roles.assign` and no more than the caller holds.
         *
         *     Needs `users.write` in the organisation.
         */
        post: operations["createUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A user
         * @description A user of the caller’s organisation.
         *
         *     Needs `users.read` in the organisation.
         */
        get: operations["getUser"];
        put?: never;
        post?: never;
        /**
         * Remove somebody who was invited and never signed in nor lived anywhere; the address is free again
         * @description For somebody invited under a typo. Who has signed in, lived somewhere or been active stays: disable them.
         *
         *     Needs `users.write` in the organisation.
         */
        delete: operations["deleteUser"];
        options?: never;
        head?: never;
        /**
         * Rename, disable or enable a user, or ask for another address to be confirmed
         * @description Members that are absent stay as they are. Disabling ends all sessions; another address counts once it is confirmed. Nobody changes somebody who holds more.
         *
         *     Needs `users.write` in the organisation.
         */
        patch: operations["changeUser"];
        trace?: never;
    };
    "/api/users/{userId}/password-reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Send a user a mail with a link to a new password
         * @description The link goes to the person alone. Nobody does it to somebody who holds more.
         *
         *     Needs `users.write` in the organisation.
         */
        post: operations["sendUserPasswordReset"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{userId}/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Sign a user out everywhere
         * @description Ends access and refresh tokens at once.
         *
         *     Needs `users.write` in the organisation.
         */
        delete: operations["endUserSessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{userId}/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What a user may do in the org and in each building, through which grant, since when and by whom
         * @description The part of the org, then a page of the buildings in which the user is assigned or lives. Somebody who is not ACTIVE has the same grants and no keys.
         *
         *     Needs `users.read` in the organisation.
         */
        get: operations["getUserAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{userId}/revoke-all": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take everything away from a user at once, or only tell what would go
         * @description Roles, overrides, assignments, a pending invite and sessions go, occupancies where that is asked for; the account stays. With `dryRun` nothing goes.
         *
         *     Needs `users.write` and `roles.assign` in the organisation.
         */
        post: operations["revokeAll"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{userId}/invite": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The invite of a user, and what became of its mail
         * @description `mail.state` tells whether its mail went out.
         *
         *     Needs `users.read` in the organisation.
         */
        get: operations["getInvite"];
        put?: never;
        /**
         * Send an invite again; the link sent before ends
         * @description A new link, good for seven days; the one before ends.
         *
         *     Needs `users.write` in the organisation.
         */
        post: operations["sendInvite"];
        /**
         * Revoke the invite of a user
         * @description The link ends; the user stays INVITED.
         *
         *     Needs `users.write` in the organisation.
         */
        delete: operations["revokeInvite"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org/users/provision": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create or link a user with any combination of roles, assignments and an occupancy, in one call
         * @description One transaction: all of it or nothing, and the same again when it is sent again. Each part needs the permission of the single call: `users.write` for a new person, `roles.assign` for roles, `building.assignments.write` and `occupancy.write` on the building.
         *
         *     Needs an access token; which permissions follows from the body.
         */
        post: operations["provisionUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{userId}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Add roles, or put them in the place of those held
         * @description Nobody gives a role that holds more than they do or lasts longer, takes from somebody who holds more, or changes the own roles; the last admin stays. With `roles`, each has times: new ones replace those that it had.
         *
         *     Needs `roles.assign` in the organisation.
         */
        post: operations["assignRoles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{userId}/roles/{roleKey}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take a role away
         * @description Taking away a role that is not held changes nothing.
         *
         *     Needs `roles.assign` in the organisation.
         */
        delete: operations["removeRole"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/users/{userId}/permission-overrides": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The permission overrides of a user
         * @description An ALLOW adds a key to those of the roles, a DENY goes before everything else.
         *
         *     Needs `roles.read` in the organisation.
         */
        get: operations["listPermissionOverrides"];
        /**
         * Replace the permission overrides of a user
         * @description What is not listed is taken away. Nobody allows a key they do not hold, or for longer than they do; a DENY may last as long as it likes.
         *
         *     Needs `roles.assign` in the organisation.
         */
        put: operations["replacePermissionOverrides"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every role and what it holds
         * @description Roles belong to the system: no organisation changes what one means.
         *
         *     Needs `roles.read` in the organisation.
         */
        get: operations["listRoles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/permissions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Every permission key and what it is asked on
         * @description The catalogue that guards, documents and roles follow from.
         *
         *     Needs `roles.read` in the organisation.
         */
        get: operations["listPermissions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org/buildings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The buildings the caller may read
         * @description Only those on which the key holds, by a global role, an assignment or an occupancy.
         *
         *     Needs `buildings.read` in the building.
         */
        get: operations["listBuildings"];
        put?: never;
        /**
         * Create a building
         * @description A time zone is a name of the IANA database.
         *
         *     Needs `buildings.write` in the organisation.
         */
        post: operations["createBuilding"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org/buildings/{buildingId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A building and how many of its units are occupied
         * @description With how many of its units there are, and how many are occupied.
         *
         *     Needs `buildings.read` in the building.
         */
        get: operations["getBuilding"];
        put?: never;
        post?: never;
        /**
         * Delete a building without units, and its assignments with it
         * @description Assignments go with it; with units it stays.
         *
         *     Needs `buildings.write` in the building.
         */
        delete: operations["deleteBuilding"];
        options?: never;
        head?: never;
        /**
         * Change a building
         * @description Members that are absent stay as they are.
         *
         *     Needs `buildings.write` in the building.
         */
        patch: operations["changeBuilding"];
        trace?: never;
    };
    "/api/org/buildings/{buildingId}/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who may do what in a building, and through which grant
         * @description `via` names the grants that each person’s keys come from, in the words of authz.
         *
         *     Needs `building.assignments.read` in the building.
         */
        get: operations["listBuildingAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org/buildings/{buildingId}/access/{userId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What one user may do in a building and what not, why, and what would change it
         * @description Every building key with the reason of authz; a denial names the grants that would turn it around.
         *
         *     Needs `building.assignments.read` in the building.
         */
        get: operations["explainUserAccess"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The units of every building the caller may read them in, all or by availability
         * @description A building that is foreign, absent or not readable has none. 403 when the key holds in no building.
         *
         *     Needs `units.read` in the building.
         */
        get: operations["listOrgUnits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org/buildings/{buildingId}/units": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The units of a building, all or by availability
         * @description `available` is true without an ACTIVE occupancy.
         *
         *     Needs `units.read` in the building.
         */
        get: operations["listUnits"];
        put?: never;
        /**
         * Add a unit to a building
         * @description Labels are unique in a building whatever their case.
         *
         *     Needs `units.write` in the building.
         */
        post: operations["createUnit"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org/buildings/{buildingId}/units/basic": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Label and floor of the units, open to residents of the building
         * @description What residents of the building may see of its units.
         *
         *     Needs `units.basic.read` in the building.
         */
        get: operations["listBasicUnits"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org/buildings/{buildingId}/units/{unitId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A unit
         * @description With its notes and whether it is available.
         *
         *     Needs `units.read` in the building.
         */
        get: operations["getUnit"];
        put?: never;
        post?: never;
        /**
         * Delete a unit nobody ever lived in
         * @description One that anybody ever lived in stays, with its history.
         *
         *     Needs `units.write` in the building.
         */
        delete: operations["deleteUnit"];
        options?: never;
        head?: never;
        /**
         * Change a unit
         * @description Members that are absent stay as they are.
         *
         *     Needs `units.write` in the building.
         */
        patch: operations["changeUnit"];
        trace?: never;
    };
    "/api/org/buildings/{buildingId}/assignments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who is assigned to a building
         * @description With the person who is assigned. What has ended is gone; what has not begun is shown when it is asked for.
         *
         *     Needs `building.assignments.read` in the building.
         */
        get: operations["listAssignments"];
        put?: never;
        /**
         * Assign an active user to a building
         * @description BUILDING_ADMIN is given only by who holds every building key there, and nothing for longer than the own right to give it. One that has a beginning ahead or an end takes the new times instead (200).
         *
         *     Needs `building.assignments.write` in the building.
         */
        post: operations["createAssignment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org/buildings/{buildingId}/assignments/{assignmentId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /**
         * Take an assignment away
         * @description What it granted ends with the next request.
         *
         *     Needs `building.assignments.write` in the building.
         */
        delete: operations["deleteAssignment"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org/buildings/{buildingId}/occupancies": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who lives in a building, lived there or will
         * @description ACTIVE ones unless another status, or ALL, is asked for.
         *
         *     Needs `occupancy.read` in the building.
         */
        get: operations["listOccupancies"];
        put?: never;
        /**
         * Start an occupancy in a free unit, or book one ahead
         * @description A `startAt` ahead makes it SCHEDULED: it becomes ACTIVE by itself, and ENDED when its `plannedEndAt` comes. Periods of one unit never overlap; the refusal names the period in the way.
         *
         *     Needs `occupancy.write` in the building.
         */
        post: operations["startOccupancy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org/buildings/{buildingId}/occupancies/{occupancyId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * An occupancy
         * @description Its status is what time says.
         *
         *     Needs `occupancy.read` in the building.
         */
        get: operations["getOccupancy"];
        put?: never;
        post?: never;
        /**
         * Cancel an occupancy that has not begun
         * @description One that has begun is ended instead, and stays, with its history.
         *
         *     Needs `occupancy.write` in the building.
         */
        delete: operations["cancelOccupancy"];
        options?: never;
        head?: never;
        /**
         * Change when an occupancy begins or is to end
         * @description `startAt` only while it is SCHEDULED; a `plannedEndAt` of null takes the planned end away. Members that are absent stay as they are.
         *
         *     Needs `occupancy.write` in the building.
         */
        patch: operations["changeOccupancy"];
        trace?: never;
    };
    "/api/org/buildings/{buildingId}/occupancies/{occupancyId}/end": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End an occupancy; ending it again changes nothing
         * @description Now, or at a moment from its start on; one that lies ahead becomes its `plannedEndAt`. Ending one that has ended changes nothing.
         *
         *     Needs `occupancy.write` in the building.
         */
        post: operations["endOccupancy"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org/buildings/{buildingId}/residents": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Who lives in a building
         * @description One entry for each ACTIVE occupancy.
         *
         *     Needs `occupancy.read` in the building.
         */
        get: operations["listResidents"];
        put?: never;
        /**
         * Create a person and let them move into a free unit, now or from a day on
         * @description A user and an occupancy in one transaction. A `startAt` ahead books the unit.
         *
         *     Needs `occupancy.write` in the building.
         */
        post: operations["createResident"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/org/audit-log": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * What was changed, by whom, and when
         * @description The latest first. An event is written in the transaction of the change and never altered.
         *
         *     Needs `audit.read` in the organisation.
         */
        get: operations["listAuditEvents"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export interface components {
    schemas: {
        CreatedOrg: {
            org: components["schemas"]["Org"];
            admin?: components["schemas"]["OrgAdmin"];
        };
        Org: {
            /** Format: uuid */
            id: string;
            name: string;
            slug: string;
            /** Format: date-time */
            createdAt: string;
        };
        OrgAdmin: {
            /** Format: uuid */
            userId: string;
            email: string;
            /** @enum {boolean} */
            mustChangePassword: true;
            /** @description Shown once, when no password was given */
            temporaryPassword?: string;
        };
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            /** @enum {string} */
            code: "invalid_request" | "invalid_current_password" | "weak_password" | "unknown_role" | "unknown_permission" | "user_not_in_org" | "unit_not_in_building" | "building_not_in_org" | "from_unit_not_occupied" | "credential_required" | "unsupported_mode" | "reset_invalid" | "confirmation_invalid" | "invite_invalid" | "unauthorized" | "invalid_refresh_token" | "invalid_credentials" | "forbidden" | "password_change_required" | "grant_exceeds_authority" | "self_change" | "not_found" | "method_not_allowed" | "request_timeout" | "organization_selection_required" | "slug_exists" | "email_exists" | "last_admin" | "user_invited" | "user_active" | "user_disabled" | "assignment_exists" | "unit_label_exists" | "user_has_history" | "unit_has_history" | "unit_occupied" | "occupancy_started" | "occupancy_ended" | "ambiguous_move" | "building_not_empty" | "idempotency_key_in_use" | "precondition_failed" | "payload_too_large" | "unsupported_media_type" | "idempotency_key_reused" | "too_many_attempts" | "headers_too_large" | "internal_error" | "authorization_unavailable" | "stale_replica" | "unavailable";
            requestId: string;
            errors?: {
                pointer: string;
                message: string;
            }[];
            /**
             * @description With `forbidden`: the permission key that was missing
             * @enum {string}
             */
            permission?: "buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read";
            organizations?: {
                slug: string;
                name: string;
            }[];
            /** @description With `unit_occupied`: the period in the way, without an end while it lasts */
            conflict?: {
                /** Format: date-time */
                startAt: string;
                /** Format: date-time */
                endAt: string | null;
            };
        };
        CreateOrg: {
            name: string;
            slug?: string;
            admin?: components["schemas"]["CreateAdmin"];
        };
        CreateAdmin: {
            name: string;
            /** Format: email */
            email: string;
            password?: string;
        };
        Accepted: Record<string, never>;
        Session: {
            accessToken: string;
            /** @enum {string} */
            tokenType: "Bearer";
            /** @description Seconds for which the access token is valid */
            expiresIn: number;
            /** @description Good for one refresh, whose answer holds the next one */
            refreshToken: string;
            user: components["schemas"]["SessionUser"];
        };
        SessionUser: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            orgId: string;
            email: string;
            name: string;
            /** @enum {string} */
            status: "INVITED" | "ACTIVE" | "DISABLED";
            mustChangePassword: boolean;
        };
        Login: {
            email: string;
            password: string;
            org?: string;
        };
        RefreshToken: {
            refreshToken: string;
        };
        ChangePassword: {
            currentPassword: string;
            newPassword: string;
        };
        Me: {
            user: components["schemas"]["SessionUser"];
            org: {
                /** Format: uuid */
                id: string;
                name: string;
                slug: string;
            };
            /** @description The roles that count now */
            roleKeys: ("org_admin" | "admin" | "viewer")[];
            /** @description The roles with their times */
            roles: {
                /** @enum {string} */
                key: "org_admin" | "admin" | "viewer";
                /**
                 * Format: date-time
                 * @description Null where it had no beginning ahead when it was given
                 */
                startsAt: string | null;
                /**
                 * Format: date-time
                 * @description It counts until just before
                 */
                endsAt: string | null;
            }[];
            /** @description The effective global permissions */
            permissions: ("buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read")[];
            overrides: {
                /** @enum {string} */
                permissionKey: "buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read";
                /** @enum {string} */
                effect: "ALLOW" | "DENY";
                /**
                 * Format: date-time
                 * @description Null where it had no beginning ahead when it was given
                 */
                startsAt: string | null;
                /**
                 * Format: date-time
                 * @description It counts until just before
                 */
                endsAt: string | null;
                reason?: string;
            }[];
            buildingAssignments: {
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                buildingId: string;
                buildingName: string;
                /** @enum {string} */
                type: "BUILDING_ADMIN" | "MANAGER" | "STAFF";
                /**
                 * Format: date-time
                 * @description Null where it had no beginning ahead when it was given
                 */
                startsAt: string | null;
                /**
                 * Format: date-time
                 * @description It counts until just before
                 */
                endsAt: string | null;
            }[];
            occupancies: {
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                buildingId: string;
                buildingName: string;
                /** Format: uuid */
                unitId: string;
                unitLabel: string;
                /** Format: date-time */
                startAt: string;
                /** Format: date-time */
                plannedEndAt: string | null;
            }[];
        };
        AcceptInvite: {
            token: string;
            password: string;
            name?: string;
        };
        RequestReset: {
            email: string;
            org?: string;
        };
        CompleteReset: {
            token: string;
            password: string;
        };
        ChangeOwnEmail: {
            /** Format: email */
            email: string;
            password: string;
        };
        ConfirmEmail: {
            token: string;
        };
        OwnSession: {
            /** Format: uuid */
            id: string;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When it was signed in or last refreshed
             */
            lastUsedAt: string;
            /** @description As the client named itself when it signed in */
            userAgent: string | null;
            /** @description Whether it is the one that asks */
            current: boolean;
        };
        MyAccess: {
            /** @description The keys that hold in the whole org */
            org: {
                permissionKeys: ("buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read")[];
            };
            /** @description Those of the buildings that are of the own org, with the keys that hold there, global ones included */
            items: {
                /** Format: uuid */
                buildingId: string;
                permissionKeys: ("buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read")[];
            }[];
            /** @description Rises with every change to what the caller holds */
            version: number;
        };
        User: {
            /** Format: uuid */
            id: string;
            email: string;
            /** @description The address that counts once it is confirmed; absent when none is to be */
            pendingEmail?: string;
            name: string;
            /** @enum {string} */
            status: "INVITED" | "ACTIVE" | "DISABLED";
            /** @description The roles that count now */
            roleKeys: ("org_admin" | "admin" | "viewer")[];
            /** @description The roles with their times */
            roles: {
                /** @enum {string} */
                key: "org_admin" | "admin" | "viewer";
                /**
                 * Format: date-time
                 * @description Null where it had no beginning ahead when it was given
                 */
                startsAt: string | null;
                /**
                 * Format: date-time
                 * @description It counts until just before
                 */
                endsAt: string | null;
            }[];
            mustChangePassword: boolean;
            /** Format: date-time */
            createdAt: string;
        };
        CreatedUser: components["schemas"]["User"] & {
            /** @description Shown once, when no password was given */
            temporaryPassword?: string;
        };
        CreateUser: {
            /** Format: email */
            email: string;
            name: string;
            password?: string;
            sendInvite?: boolean;
            roleKeys?: string[];
            /** @description The same with times */
            roles?: {
                key: string;
                /**
                 * Format: date-time
                 * @description When it begins to count; now when it is absent or has passed
                 */
                startsAt?: string | null;
                /**
                 * Format: date-time
                 * @description When it ends by itself: it counts until just before
                 */
                endsAt?: string | null;
            }[];
        };
        ChangeUser: {
            name?: string;
            /** @enum {string} */
            status?: "ACTIVE" | "DISABLED";
            /** Format: email */
            email?: string;
        };
        PersonAccess: {
            user: components["schemas"]["User"];
            org: {
                permissionKeys: ("buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read")[];
                /** @description Every grant that counts there, in the words of authz */
                via: ({
                    /** @enum {string} */
                    code: "global_permission";
                    via: {
                        /** @enum {string} */
                        role: "org_admin" | "admin" | "viewer";
                    } | {
                        /** @enum {string} */
                        override: "ALLOW";
                    };
                    /**
                     * Format: date-time
                     * @description Where the grant has a beginning
                     */
                    startsAt?: string;
                    /**
                     * Format: date-time
                     * @description Where it ends by itself: it counts until just before
                     */
                    endsAt?: string;
                    /**
                     * @description With an override: the key that it allows
                     * @enum {string}
                     */
                    permissionKey?: "buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read";
                    /**
                     * Format: date-time
                     * @description When it began to count
                     */
                    since: string;
                    /** @description Who gave it; null: no user did */
                    by: {
                        /** Format: uuid */
                        id: string;
                        name: string;
                    } | null;
                } | {
                    /** @enum {string} */
                    code: "building_assignment";
                    /** @enum {string} */
                    type: "BUILDING_ADMIN" | "MANAGER" | "STAFF";
                    assignmentId: string;
                    /**
                     * Format: date-time
                     * @description Where the grant has a beginning
                     */
                    startsAt?: string;
                    /**
                     * Format: date-time
                     * @description Where it ends by itself: it counts until just before
                     */
                    endsAt?: string;
                    /**
                     * Format: date-time
                     * @description When it began to count
                     */
                    since: string;
                    /** @description Who gave it; null: no user did */
                    by: {
                        /** Format: uuid */
                        id: string;
                        name: string;
                    } | null;
                } | {
                    /** @enum {string} */
                    code: "occupancy";
                    occupancyId: string;
                    /**
                     * Format: date-time
                     * @description Where the grant has a beginning
                     */
                    startsAt?: string;
                    /**
                     * Format: date-time
                     * @description Where it ends by itself: it counts until just before
                     */
                    endsAt?: string;
                    /**
                     * Format: date-time
                     * @description When it began to count
                     */
                    since: string;
                    /** @description Who gave it; null: no user did */
                    by: {
                        /** Format: uuid */
                        id: string;
                        name: string;
                    } | null;
                })[];
                /** @description The keys taken out of the global ones by a DENY */
                denied: ("buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read")[];
            };
            /** @description Whether a global key holds in every building */
            allBuildings: boolean;
            /** @description The buildings with grants of their own; the keys are those that hold there */
            items: {
                building: {
                    /** Format: uuid */
                    id: string;
                    name: string;
                };
                permissionKeys: ("buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read")[];
                /** @description Every grant that counts there, in the words of authz */
                via: ({
                    /** @enum {string} */
                    code: "global_permission";
                    via: {
                        /** @enum {string} */
                        role: "org_admin" | "admin" | "viewer";
                    } | {
                        /** @enum {string} */
                        override: "ALLOW";
                    };
                    /**
                     * Format: date-time
                     * @description Where the grant has a beginning
                     */
                    startsAt?: string;
                    /**
                     * Format: date-time
                     * @description Where it ends by itself: it counts until just before
                     */
                    endsAt?: string;
                    /**
                     * @description With an override: the key that it allows
                     * @enum {string}
                     */
                    permissionKey?: "buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read";
                    /**
                     * Format: date-time
                     * @description When it began to count
                     */
                    since: string;
                    /** @description Who gave it; null: no user did */
                    by: {
                        /** Format: uuid */
                        id: string;
                        name: string;
                    } | null;
                } | {
                    /** @enum {string} */
                    code: "building_assignment";
                    /** @enum {string} */
                    type: "BUILDING_ADMIN" | "MANAGER" | "STAFF";
                    assignmentId: string;
                    /**
                     * Format: date-time
                     * @description Where the grant has a beginning
                     */
                    startsAt?: string;
                    /**
                     * Format: date-time
                     * @description Where it ends by itself: it counts until just before
                     */
                    endsAt?: string;
                    /**
                     * Format: date-time
                     * @description When it began to count
                     */
                    since: string;
                    /** @description Who gave it; null: no user did */
                    by: {
                        /** Format: uuid */
                        id: string;
                        name: string;
                    } | null;
                } | {
                    /** @enum {string} */
                    code: "occupancy";
                    occupancyId: string;
                    /**
                     * Format: date-time
                     * @description Where the grant has a beginning
                     */
                    startsAt?: string;
                    /**
                     * Format: date-time
                     * @description Where it ends by itself: it counts until just before
                     */
                    endsAt?: string;
                    /**
                     * Format: date-time
                     * @description When it began to count
                     */
                    since: string;
                    /** @description Who gave it; null: no user did */
                    by: {
                        /** Format: uuid */
                        id: string;
                        name: string;
                    } | null;
                })[];
            }[];
            nextCursor: string | null;
        };
        Revoked: {
            /** @description The roles that count now */
            roleKeys: ("org_admin" | "admin" | "viewer")[];
            /** @description The roles with their times */
            roles: {
                /** @enum {string} */
                key: "org_admin" | "admin" | "viewer";
                /**
                 * Format: date-time
                 * @description Null where it had no beginning ahead when it was given
                 */
                startsAt: string | null;
                /**
                 * Format: date-time
                 * @description It counts until just before
                 */
                endsAt: string | null;
            }[];
            overrides: {
                /** @enum {string} */
                permissionKey: "buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read";
                /** @enum {string} */
                effect: "ALLOW" | "DENY";
                /**
                 * Format: date-time
                 * @description Null where it had no beginning ahead when it was given
                 */
                startsAt: string | null;
                /**
                 * Format: date-time
                 * @description It counts until just before
                 */
                endsAt: string | null;
                reason?: string;
            }[];
            assignments: {
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                buildingId: string;
                /** @enum {string} */
                type: "BUILDING_ADMIN" | "MANAGER" | "STAFF";
                /**
                 * Format: date-time
                 * @description Null where it had no beginning ahead when it was given
                 */
                startsAt: string | null;
                /**
                 * Format: date-time
                 * @description It counts until just before
                 */
                endsAt: string | null;
            }[];
            occupancies: {
                /** Format: uuid */
                id: string;
                /** Format: uuid */
                buildingId: string;
                /** Format: uuid */
                unitId: string;
                /**
                 * @description What time says
                 * @enum {string}
                 */
                status: "SCHEDULED" | "ACTIVE" | "ENDED";
                /** Format: date-time */
                startAt: string;
            }[];
            /** @description How many */
            sessions: number;
            invite: components["schemas"]["Invite"];
        };
        Invite: {
            /** Format: uuid */
            id: string;
            /** @enum {string} */
            status: "PENDING" | "ACCEPTED" | "EXPIRED" | "REVOKED";
            /** Format: date-time */
            expiresAt: string;
        } | null;
        RevokeAll: {
            /** @description Only tells what would go */
            dryRun?: boolean;
            /** @description Whether the user moves out too, and what is booked is taken back */
            endOccupancies?: boolean;
        };
        InviteDetail: components["schemas"]["Invite"] & {
            mail: {
                /** @enum {string} */
                state: "QUEUED" | "SENT" | "FAILED";
                attempts: number;
            };
        };
        Provisioned: {
            user: {
                /** Format: uuid */
                id: string;
                email: string;
                name: string;
                /** @enum {string} */
                status: "INVITED" | "ACTIVE" | "DISABLED";
            };
            /** @description Whether it was made by this call */
            created: boolean;
            linkedExisting: boolean;
            applied: {
                orgRoleKeys: ("org_admin" | "admin" | "viewer")[];
                /** @description The roles with their times */
                roles: {
                    /** @enum {string} */
                    key: "org_admin" | "admin" | "viewer";
                    /**
                     * Format: date-time
                     * @description Null where it had no beginning ahead when it was given
                     */
                    startsAt: string | null;
                    /**
                     * Format: date-time
                     * @description It counts until just before
                     */
                    endsAt: string | null;
                }[];
                buildingAssignments: {
                    /** Format: uuid */
                    id: string;
                    /** Format: uuid */
                    buildingId: string;
                    /** @enum {string} */
                    type: "BUILDING_ADMIN" | "MANAGER" | "STAFF";
                    /** @description Whether it was made by this call */
                    created: boolean;
                    /**
                     * Format: date-time
                     * @description Null where it had no beginning ahead when it was given
                     */
                    startsAt: string | null;
                    /**
                     * Format: date-time
                     * @description It counts until just before
                     */
                    endsAt: string | null;
                }[];
                resident: {
                    /** Format: uuid */
                    occupancyId: string;
                    /** Format: uuid */
                    unitId: string;
                    /** Format: uuid */
                    buildingId: string;
                    /** @description Whether it was made by this call */
                    created: boolean;
                    /**
                     * Format: uuid
                     * @description The one that ends, or will, when this one begins
                     */
                    endedOccupancyId: string | null;
                } | null;
            };
            invite: {
                /** Format: uuid */
                id: string;
                /** @enum {string} */
                status: "PENDING" | "ACCEPTED" | "EXPIRED" | "REVOKED";
                /** Format: date-time */
                expiresAt: string;
            } | null;
            /** @description JSON pointers to what did not apply to an existing user */
            ignored: string[];
        };
        Provision: {
            identity: {
                /** Format: email */
                email: string;
                name: string;
                password?: string;
                sendInvite?: boolean;
            };
            /** @description `{}` when absent */
            grants?: {
                /** @description `[]` when absent */
                orgRoleKeys?: string[];
                /** @description The same with times */
                roles?: {
                    key: string;
                    /**
                     * Format: date-time
                     * @description When it begins to count; now when it is absent or has passed
                     */
                    startsAt?: string | null;
                    /**
                     * Format: date-time
                     * @description When it ends by itself: it counts until just before
                     */
                    endsAt?: string | null;
                }[];
                /** @description `[]` when absent */
                buildingAssignments?: {
                    /** Format: uuid */
                    buildingId: string;
                    /** @enum {string} */
                    type: "BUILDING_ADMIN" | "MANAGER" | "STAFF";
                    /** @description When it begins to count, a day or a moment; now when it is absent or has passed */
                    startsAt?: ((string | null) | null) | string | null;
                    /** @description When it ends by itself, a day or a moment: it counts until just before */
                    endsAt?: ((string | null) | null) | string | null;
                }[];
                resident?: {
                    /** Format: uuid */
                    buildingId: string;
                    /** Format: uuid */
                    unitId: string;
                    /**
                     * @description `"ADD"` when absent
                     * @enum {string}
                     */
                    mode?: "ADD" | "MOVE";
                    /** Format: uuid */
                    fromUnitId?: string;
                    /** @description A moment, or a day: its first instant in the time zone of the building, which must have one */
                    startAt?: string;
                    /** @description A moment, or a day: its first instant in the time zone of the building, which must have one */
                    plannedEndAt?: ((string) | null) | string;
                };
            };
            /** @description `{}` when absent */
            mode?: {
                /**
                 * @description `"LINK"` when absent
                 * @enum {string}
                 */
                ifEmailExists?: "LINK" | "ERROR";
                /** @description Only true is supported. `true` when absent */
                requireSameOrg?: boolean;
                /** @description Only true is supported. `true` when absent */
                atomic?: boolean;
                /** @description Only true is supported. `true` when absent */
                idempotent?: boolean;
            };
        };
        UserRoles: {
            /** Format: uuid */
            userId: string;
            /** @description The roles that count now */
            roleKeys: ("org_admin" | "admin" | "viewer")[];
            /** @description The roles with their times */
            roles: {
                /** @enum {string} */
                key: "org_admin" | "admin" | "viewer";
                /**
                 * Format: date-time
                 * @description Null where it had no beginning ahead when it was given
                 */
                startsAt: string | null;
                /**
                 * Format: date-time
                 * @description It counts until just before
                 */
                endsAt: string | null;
            }[];
        };
        AssignRoles: {
            /** @description For good; or, with times, `roles` */
            roleKeys?: string[];
            roles?: {
                key: string;
                /**
                 * Format: date-time
                 * @description When it begins to count; now when it is absent or has passed
                 */
                startsAt?: string | null;
                /**
                 * Format: date-time
                 * @description When it ends by itself: it counts until just before
                 */
                endsAt?: string | null;
            }[];
            /**
             * @description `"add"` when absent
             * @enum {string}
             */
            mode?: "add" | "replace";
        };
        PermissionOverrides: {
            overrides: {
                /** @enum {string} */
                permissionKey: "buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read";
                /** @enum {string} */
                effect: "ALLOW" | "DENY";
                /**
                 * Format: date-time
                 * @description Null where it had no beginning ahead when it was given
                 */
                startsAt: string | null;
                /**
                 * Format: date-time
                 * @description It counts until just before
                 */
                endsAt: string | null;
                reason?: string;
            }[];
        };
        ReplacePermissionOverrides: {
            overrides: {
                permissionKey: string;
                /** @enum {string} */
                effect: "ALLOW" | "DENY";
                /**
                 * Format: date-time
                 * @description When it begins to count; now when it is absent or has passed
                 */
                startsAt?: string | null;
                /**
                 * Format: date-time
                 * @description When it ends by itself: it counts until just before
                 */
                endsAt?: string | null;
                reason?: string | null;
            }[];
        };
        Role: {
            /** @enum {string} */
            key: "org_admin" | "admin" | "viewer";
            name: string;
            description: string;
            permissionKeys: ("buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read")[];
        };
        Permission: {
            /** @enum {string} */
            key: "buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read";
            description: string;
            /** @enum {string} */
            resource: "org" | "building";
            /** @enum {string} */
            access: "read" | "write";
            residents: boolean;
        };
        Building: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            orgId: string;
            name: string;
            address: string | null;
            city: string | null;
            country: string | null;
            timezone: string | null;
            /** @description With `include=permissions`: the keys that hold there for the caller */
            permissionKeys?: ("buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read")[];
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        CreateBuilding: {
            name: string;
            address?: string | null;
            city?: string | null;
            country?: string | null;
            timezone?: string | null;
        };
        BuildingDetail: components["schemas"]["Building"] & {
            units: {
                total: number;
                occupied: number;
                available: number;
            };
        };
        ChangeBuilding: {
            name?: string;
            address?: string | null;
            city?: string | null;
            country?: string | null;
            timezone?: string | null;
        };
        BuildingAccess: {
            user: components["schemas"]["Person"];
            permissionKeys: ("buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read")[];
            /** @description The grants these come from, as authz explains them */
            via: ({
                /** @enum {string} */
                code: "global_permission";
                via: {
                    /** @enum {string} */
                    role: "org_admin" | "admin" | "viewer";
                } | {
                    /** @enum {string} */
                    override: "ALLOW";
                };
                /**
                 * Format: date-time
                 * @description Where the grant has a beginning
                 */
                startsAt?: string;
                /**
                 * Format: date-time
                 * @description Where it ends by itself: it counts until just before
                 */
                endsAt?: string;
            } | {
                /** @enum {string} */
                code: "building_assignment";
                /** @enum {string} */
                type: "BUILDING_ADMIN" | "MANAGER" | "STAFF";
                assignmentId: string;
                /**
                 * Format: date-time
                 * @description Where the grant has a beginning
                 */
                startsAt?: string;
                /**
                 * Format: date-time
                 * @description Where it ends by itself: it counts until just before
                 */
                endsAt?: string;
            } | {
                /** @enum {string} */
                code: "occupancy";
                occupancyId: string;
                /**
                 * Format: date-time
                 * @description Where the grant has a beginning
                 */
                startsAt?: string;
                /**
                 * Format: date-time
                 * @description Where it ends by itself: it counts until just before
                 */
                endsAt?: string;
            })[];
        };
        Person: {
            /** Format: uuid */
            id: string;
            name: string;
            email: string;
        };
        UserInBuilding: {
            user: components["schemas"]["Person"];
            /** @description Every building key; `wouldAllow` names the grants that would turn a denial around */
            items: {
                /** @enum {string} */
                permissionKey: "buildings.read" | "buildings.write" | "units.read" | "units.write" | "units.basic.read" | "building.assignments.read" | "building.assignments.write" | "occupancy.read" | "occupancy.write" | "users.read" | "users.write" | "roles.read" | "roles.assign" | "audit.read";
                decision: boolean;
                reason: {
                    /** @enum {string} */
                    code: "global_permission";
                    via: {
                        /** @enum {string} */
                        role: "org_admin" | "admin" | "viewer";
                    } | {
                        /** @enum {string} */
                        override: "ALLOW";
                    };
                    /**
                     * Format: date-time
                     * @description Where the grant has a beginning
                     */
                    startsAt?: string;
                    /**
                     * Format: date-time
                     * @description Where it ends by itself: it counts until just before
                     */
                    endsAt?: string;
                } | {
                    /** @enum {string} */
                    code: "building_assignment";
                    /** @enum {string} */
                    type: "BUILDING_ADMIN" | "MANAGER" | "STAFF";
                    assignmentId: string;
                    /**
                     * Format: date-time
                     * @description Where the grant has a beginning
                     */
                    startsAt?: string;
                    /**
                     * Format: date-time
                     * @description Where it ends by itself: it counts until just before
                     */
                    endsAt?: string;
                } | {
                    /** @enum {string} */
                    code: "occupancy";
                    occupancyId: string;
                    /**
                     * Format: date-time
                     * @description Where the grant has a beginning
                     */
                    startsAt?: string;
                    /**
                     * Format: date-time
                     * @description Where it ends by itself: it counts until just before
                     */
                    endsAt?: string;
                } | {
                    /** @enum {string} */
                    code: "unknown_action";
                } | {
                    /** @enum {string} */
                    code: "unknown_resource_type";
                } | {
                    /** @enum {string} */
                    code: "subject_unknown";
                } | {
                    /** @enum {string} */
                    code: "subject_inactive";
                } | {
                    /** @enum {string} */
                    code: "resource_not_in_org";
                } | {
                    /** @enum {string} */
                    code: "denied_by_override";
                } | {
                    /** @enum {string} */
                    code: "no_grant";
                    wouldAllow: ({
                        /** @enum {string} */
                        grant: "role";
                        roleKeys: ("org_admin" | "admin" | "viewer")[];
                    } | {
                        /** @enum {string} */
                        grant: "override";
                        /** @enum {string} */
                        effect: "ALLOW";
                    } | {
                        /** @enum {string} */
                        grant: "assignment";
                        types: ("BUILDING_ADMIN" | "MANAGER" | "STAFF")[];
                    } | {
                        /** @enum {string} */
                        grant: "occupancy";
                    } | {
                        /** @enum {string} */
                        grant: "scheduled";
                        /**
                         * Format: date-time
                         * @description An instant in UTC
                         */
                        startsAt: string;
                        reason: {
                            /** @enum {string} */
                            code: "global_permission";
                            via: {
                                /** @enum {string} */
                                role: "org_admin" | "admin" | "viewer";
                            } | {
                                /** @enum {string} */
                                override: "ALLOW";
                            };
                            /**
                             * Format: date-time
                             * @description Where the grant has a beginning
                             */
                            startsAt?: string;
                            /**
                             * Format: date-time
                             * @description Where it ends by itself: it counts until just before
                             */
                            endsAt?: string;
                        } | {
                            /** @enum {string} */
                            code: "building_assignment";
                            /** @enum {string} */
                            type: "BUILDING_ADMIN" | "MANAGER" | "STAFF";
                            assignmentId: string;
                            /**
                             * Format: date-time
                             * @description Where the grant has a beginning
                             */
                            startsAt?: string;
                            /**
                             * Format: date-time
                             * @description Where it ends by itself: it counts until just before
                             */
                            endsAt?: string;
                        } | {
                            /** @enum {string} */
                            code: "occupancy";
                            occupancyId: string;
                            /**
                             * Format: date-time
                             * @description Where the grant has a beginning
                             */
                            startsAt?: string;
                            /**
                             * Format: date-time
                             * @description Where it ends by itself: it counts until just before
                             */
                            endsAt?: string;
                        };
                    })[];
                };
            }[];
        };
        OrgUnit: components["schemas"]["Unit"] & {
            building: {
                /** Format: uuid */
                id: string;
                name: string;
            };
        };
        Unit: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            buildingId: string;
            label: string;
            floor: number | null;
            notes: string | null;
            /** @description Whether nobody lives there now */
            available: boolean;
            /**
             * Format: date-time
             * @description When the next occupancy that is booked begins
             */
            nextOccupancyAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
        };
        CreateUnit: {
            label: string;
            floor?: number | null;
            notes?: string | null;
        };
        BasicUnit: {
            /** Format: uuid */
            id: string;
            label: string;
            floor: number | null;
        };
        ChangeUnit: {
            label?: string;
            floor?: number | null;
            notes?: string | null;
        };
        Assignment: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            buildingId: string;
            /** Format: uuid */
            userId: string;
            /** @enum {string} */
            type: "BUILDING_ADMIN" | "MANAGER" | "STAFF";
            /**
             * Format: date-time
             * @description Null where it had no beginning ahead when it was given
             */
            startsAt: string | null;
            /**
             * Format: date-time
             * @description It counts until just before
             */
            endsAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            user: components["schemas"]["Person"];
        };
        CreateAssignment: {
            /** Format: uuid */
            userId: string;
            /** @enum {string} */
            type: "BUILDING_ADMIN" | "MANAGER" | "STAFF";
            /** @description When it begins to count, a day or a moment; now when it is absent or has passed */
            startsAt?: ((string | null) | null) | string | null;
            /** @description When it ends by itself, a day or a moment: it counts until just before */
            endsAt?: ((string | null) | null) | string | null;
        };
        Occupancy: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            buildingId: string;
            /** Format: uuid */
            unitId: string;
            /** Format: uuid */
            residentUserId: string;
            /**
             * @description What time says
             * @enum {string}
             */
            status: "SCHEDULED" | "ACTIVE" | "ENDED";
            /** Format: date-time */
            startAt: string;
            /**
             * Format: date-time
             * @description When it ended; null until it has
             */
            endAt: string | null;
            /**
             * Format: date-time
             * @description When it is to end by itself
             */
            plannedEndAt: string | null;
            /** Format: date-time */
            createdAt: string;
            /** Format: date-time */
            updatedAt: string;
            unit: {
                /** Format: uuid */
                id: string;
                label: string;
            };
            resident: components["schemas"]["Person"];
        };
        CreateOccupancy: {
            /** Format: uuid */
            unitId: string;
            /** Format: uuid */
            residentUserId: string;
            /** @description A moment, or a day: its first instant in the time zone of the building, which must have one */
            startAt?: string;
            /** @description A moment, or a day: its first instant in the time zone of the building, which must have one */
            plannedEndAt?: ((string) | null) | string;
        };
        ChangeOccupancy: {
            /** @description A moment, or a day: its first instant in the time zone of the building, which must have one */
            startAt?: string;
            /** @description A moment, or a day: its first instant in the time zone of the building, which must have one */
            plannedEndAt?: ((string) | null) | string;
        };
        EndOccupancy: {
            /** @description A moment, or a day: its first instant in the time zone of the building, which must have one */
            endAt?: string;
        };
        Resident: {
            /** Format: uuid */
            userId: string;
            name: string;
            email: string;
            /** @enum {string} */
            status: "INVITED" | "ACTIVE" | "DISABLED";
            unit: {
                /** Format: uuid */
                id: string;
                label: string;
            };
            /** Format: uuid */
            occupancyId: string;
            /** Format: date-time */
            startAt: string;
            /**
             * Format: date-time
             * @description When it is to end by itself
             */
            plannedEndAt: string | null;
        };
        CreatedResident: {
            /** Format: uuid */
            userId: string;
            email: string;
            name: string;
            /** @enum {string} */
            status: "INVITED" | "ACTIVE" | "DISABLED";
            /** Format: uuid */
            buildingId: string;
            unit: {
                /** Format: uuid */
                id: string;
                label: string;
            };
            /** Format: uuid */
            occupancyId: string;
            mustChangePassword: boolean;
            /** @description Shown once, when it was generated */
            temporaryPassword?: string;
            invite?: components["schemas"]["Invite"];
        };
        CreateResident: {
            /** Format: email */
            email: string;
            name: string;
            /** Format: uuid */
            unitId: string;
            password?: string;
            sendInvite?: boolean;
            /** @description A moment, or a day: its first instant in the time zone of the building, which must have one */
            startAt?: string;
            /** @description A moment, or a day: its first instant in the time zone of the building, which must have one */
            plannedEndAt?: ((string) | null) | string;
        };
        AuditEvent: {
            /** Format: uuid */
            id: string;
            actor: {
                /** @enum {string} */
                type: "user" | "platform" | "anonymous";
                /** Format: uuid */
                userId: string | null;
            };
            action: string;
            target: {
                type: string;
                /** Format: uuid */
                id: string;
            };
            before: {
                [key: string]: unknown;
            } | null;
            after: {
                [key: string]: unknown;
            } | null;
            requestId: string;
            /** Format: date-time */
            at: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export interface operations {
    listOrgs: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Org"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    createOrg: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOrg"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedOrg"];
                };
            };
        };
    };
    createOrgAdmin: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the org */
                orgId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAdmin"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrgAdmin"];
                };
            };
        };
    };
    sendOrgAdminPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the org */
                orgId: string;
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken; it is done later */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    signIn: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    refreshSession: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshToken"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    signOut: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RefreshToken"];
            };
        };
        responses: {
            /** @description Done, no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changePassword: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangePassword"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    getMe: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
        };
    };
    acceptInvite: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AcceptInvite"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    requestPasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RequestReset"];
            };
        };
        responses: {
            /** @description Taken; it is done later */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    completePasswordReset: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CompleteReset"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Session"];
                };
            };
        };
    };
    changeOwnEmail: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeOwnEmail"];
            };
        };
        responses: {
            /** @description Taken; it is done later */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    confirmEmail: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ConfirmEmail"];
            };
        };
        responses: {
            /** @description Done, no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listOwnSessions: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OwnSession"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    endOwnSession: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the session */
                sessionId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getMyAccess: {
        parameters: {
            query?: {
                /** @description Once for each building that is asked about */
                buildingId?: string[];
            };
            header?: {
                /** @description ETags that the client has: 304 for one of them */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MyAccess"];
                };
            };
            /** @description What If-None-Match names is the answer still */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listUsers: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description A part of the name or email, in any case */
                q?: string;
                /** @description Only users with this status */
                status?: "INVITED" | "ACTIVE" | "DISABLED";
                /** @description Only users with this role */
                roleKey?: "org_admin" | "admin" | "viewer";
                /** @description Shows what has not begun as well */
                include?: "scheduled";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["User"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    createUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUser"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedUser"];
                };
            };
        };
    };
    getUser: {
        parameters: {
            query?: {
                /** @description Shows what has not begun as well */
                include?: "scheduled";
            };
            header?: {
                /** @description ETags that the client has: 304 for one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
            /** @description What If-None-Match names is the answer still */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Only if the resource has one of these ETags: else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description Only if the resource has one of these ETags: else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeUser"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["User"];
                };
            };
        };
    };
    sendUserPasswordReset: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken; it is done later */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Accepted"];
                };
            };
        };
    };
    endUserSessions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    getUserAccess: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description A moment ahead: what will count then, as things are written now. Now when it is absent */
                at?: string;
            };
            header?: never;
            path: {
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PersonAccess"];
                };
            };
        };
    };
    revokeAll: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["RevokeAll"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Revoked"];
                };
            };
        };
    };
    getInvite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InviteDetail"];
                };
            };
        };
    };
    sendInvite: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
        };
    };
    revokeInvite: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    provisionUser: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Provision"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provisioned"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Provisioned"];
                };
            };
        };
    };
    assignRoles: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AssignRoles"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserRoles"];
                };
            };
        };
    };
    removeRole: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user */
                userId: string;
                /** @description A key of the catalogue */
                roleKey: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listPermissionOverrides: {
        parameters: {
            query?: {
                /** @description Shows what has not begun as well */
                include?: "scheduled";
            };
            header?: never;
            path: {
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PermissionOverrides"];
                };
            };
        };
    };
    replacePermissionOverrides: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplacePermissionOverrides"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PermissionOverrides"];
                };
            };
        };
    };
    listRoles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Role"][];
                    };
                };
            };
        };
    };
    listPermissions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Permission"][];
                    };
                };
            };
        };
    };
    listBuildings: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description `permissions` adds `permissionKeys` to each building */
                include?: "permissions";
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Building"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    createBuilding: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateBuilding"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Building"];
                };
            };
        };
    };
    getBuilding: {
        parameters: {
            query?: {
                /** @description `permissions` adds `permissionKeys` to each building */
                include?: "permissions";
            };
            header?: {
                /** @description ETags that the client has: 304 for one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BuildingDetail"];
                };
            };
            /** @description What If-None-Match names is the answer still */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteBuilding: {
        parameters: {
            query?: never;
            header?: {
                /** @description Only if the resource has one of these ETags: else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeBuilding: {
        parameters: {
            query?: never;
            header?: {
                /** @description Only if the resource has one of these ETags: else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeBuilding"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Building"];
                };
            };
        };
    };
    listBuildingAccess: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description A moment ahead: what will count then, as things are written now. Now when it is absent */
                at?: string;
            };
            header?: never;
            path: {
                /** @description The id of the building */
                buildingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BuildingAccess"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    explainUserAccess: {
        parameters: {
            query?: {
                /** @description A moment ahead: what will count then, as things are written now. Now when it is absent */
                at?: string;
            };
            header?: never;
            path: {
                /** @description The id of the building */
                buildingId: string;
                /** @description The id of the user */
                userId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["UserInBuilding"];
                };
            };
        };
    };
    listOrgUnits: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Only units without (true) or with (false) an ACTIVE occupancy */
                available?: boolean;
                /** @description Only units that are free from this moment on, or day of the building: for good, or until `availableTo` */
                availableFrom?: string;
                /** @description Until when they are to be free; goes with `availableFrom` */
                availableTo?: string;
                /** @description A part of the label, in any case */
                q?: string;
                /** @description By label, as people count (2 before 10, 1a after 1), instead of by creation */
                sort?: "label";
                /** @description Only units of this building; none when it cannot be read */
                buildingId?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["OrgUnit"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    listUnits: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Only units without (true) or with (false) an ACTIVE occupancy */
                available?: boolean;
                /** @description Only units that are free from this moment on, or day of the building: for good, or until `availableTo` */
                availableFrom?: string;
                /** @description Until when they are to be free; goes with `availableFrom` */
                availableTo?: string;
                /** @description A part of the label, in any case */
                q?: string;
                /** @description By label, as people count (2 before 10, 1a after 1), instead of by creation */
                sort?: "label";
            };
            header?: never;
            path: {
                /** @description The id of the building */
                buildingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Unit"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    createUnit: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateUnit"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unit"];
                };
            };
        };
    };
    listBasicUnits: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The id of the building */
                buildingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["BasicUnit"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    getUnit: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that the client has: 304 for one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
                /** @description The id of the unit */
                unitId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unit"];
                };
            };
            /** @description What If-None-Match names is the answer still */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    deleteUnit: {
        parameters: {
            query?: never;
            header?: {
                /** @description Only if the resource has one of these ETags: else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
                /** @description The id of the unit */
                unitId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeUnit: {
        parameters: {
            query?: never;
            header?: {
                /** @description Only if the resource has one of these ETags: else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
                /** @description The id of the unit */
                unitId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeUnit"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Unit"];
                };
            };
        };
    };
    listAssignments: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Only assignments of this type */
                type?: "BUILDING_ADMIN" | "MANAGER" | "STAFF";
                /** @description Only those of this user */
                userId?: string;
                /** @description Shows what has not begun as well */
                include?: "scheduled";
            };
            header?: never;
            path: {
                /** @description The id of the building */
                buildingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Assignment"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    createAssignment: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateAssignment"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assignment"];
                };
            };
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Assignment"];
                };
            };
        };
    };
    deleteAssignment: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the building */
                buildingId: string;
                /** @description The id of the assignment */
                assignmentId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    listOccupancies: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description Only occupancies with this status */
                status?: "SCHEDULED" | "ACTIVE" | "ENDED" | "ALL";
            };
            header?: never;
            path: {
                /** @description The id of the building */
                buildingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Occupancy"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    startOccupancy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateOccupancy"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Occupancy"];
                };
            };
        };
    };
    getOccupancy: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags that the client has: 304 for one of them */
                "If-None-Match"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
                /** @description The id of the occupancy */
                occupancyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Occupancy"];
                };
            };
            /** @description What If-None-Match names is the answer still */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    cancelOccupancy: {
        parameters: {
            query?: never;
            header?: {
                /** @description Only if the resource has one of these ETags: else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
                /** @description The id of the occupancy */
                occupancyId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done, no content */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
        };
    };
    changeOccupancy: {
        parameters: {
            query?: never;
            header?: {
                /** @description Only if the resource has one of these ETags: else 412 */
                "If-Match"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
                /** @description The id of the occupancy */
                occupancyId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeOccupancy"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Occupancy"];
                };
            };
        };
    };
    endOccupancy: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
                /** @description The id of the occupancy */
                occupancyId: string;
            };
            cookie?: never;
        };
        requestBody?: {
            content: {
                "application/json": components["schemas"]["EndOccupancy"];
            };
        };
        responses: {
            /** @description Done */
            200: {
                headers: {
                    ETag: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Occupancy"];
                };
            };
        };
    };
    listResidents: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The id of the building */
                buildingId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Resident"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
    createResident: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same request with the same key is done once */
                "Idempotency-Key"?: string;
            };
            path: {
                /** @description The id of the building */
                buildingId: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CreateResident"];
            };
        };
        responses: {
            /** @description Created */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CreatedResident"];
                };
            };
        };
    };
    listAuditEvents: {
        parameters: {
            query?: {
                /** @description How many at most */
                limit?: number;
                /** @description `nextCursor` of the page before */
                cursor?: string;
                /** @description The id of the user who did it */
                actor?: string;
                /** @description As in the answer, for example `user.created` */
                action?: string;
                /** @description The id of what it was done to */
                target?: string;
                /** @description Not before this moment */
                from?: string;
                /** @description Before this moment */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["AuditEvent"][];
                        nextCursor: string | null;
                    };
                };
            };
        };
    };
}

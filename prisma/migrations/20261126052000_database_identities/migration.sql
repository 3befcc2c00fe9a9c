-- CreateTable
CREATE TABLE "database_identities" (
    "identity" TEXT NOT NULL,

    CONSTRAINT "database_identities_pkey" PRIMARY KEY ("identity")
);

-- In which cluster, on which timeline of it, in which database and with which table that is: a backup brings the rows along,
-- and of this never all.
-- CreateFunction
CREATE FUNCTION "current_database_identity"() RETURNS text LANGUAGE sql STABLE SET search_path = '' AS $$
    SELECT concat_ws('/',
        (SELECT system_identifier FROM pg_catalog.pg_control_system()),
        CASE WHEN NOT pg_catalog.pg_is_in_recovery()
            THEN pg_catalog.substr(pg_catalog.pg_walfile_name(pg_catalog.pg_current_wal_lsn()), 1, 8) END,
        (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database()),
        'public.database_identities'::pg_catalog.regclass::pg_catalog.oid)
$$;

INSERT INTO "database_identities" ("identity") VALUES ("current_database_identity"());

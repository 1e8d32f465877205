/** Types whose deletion takes data along, or what everything else depends on: by provider, as patterns of the rest. */
const stateful: readonly (readonly [prefix: string, rest: RegExp])[] = [
  [
    "aws_",
    /^(?:db_instance|rds_(?:global_)?cluster|dynamodb_table|s3_bucket|ebs_volume|efs_file_system|fsx_.+|elasticache_(?:cluster|replication_group|serverless_cache)|memorydb_cluster|redshift_cluster|docdb(?:elastic)?_cluster|neptune_cluster|(?:opensearch|elasticsearch)_domain|msk_cluster|mq_broker|kinesis_stream|sqs_queue|route53_zone|kms_key|secretsmanager_secret|ssm_parameter|eks_cluster|ecr_repository|backup_vault|glacier_vault|keyspaces_table|timestreamwrite_(?:database|table)|cognito_user_pool|cloudwatch_log_group|acmpca_certificate_authority|organizations_account|lightsail_database)$/,
  ],
  [
    "google_",
    /^(?:sql_database(?:_instance)?|storage_bucket|compute_(?:region_)?disk|bigquery_(?:dataset|table)|bigtable_(?:instance|table)|spanner_(?:instance|database)|firestore_database|filestore_instance|redis_(?:instance|cluster)|memcache_instance|alloydb_(?:cluster|instance)|dns_managed_zone|kms_(?:key_ring|crypto_key)|secret_manager_secret|container_cluster|artifact_registry_repository|pubsub_(?:topic|subscription)|project|logging_project_bucket_config)$/,
  ],
  [
    "azurerm_",
    /^(?:(?:mssql|mysql|postgresql|mariadb|sql)_(?:managed_)?(?:flexible_)?(?:server|database|instance|server_database)|(?:mysql|postgresql)_flexible_(?:server_)?database|cosmosdb_.+|storage_(?:account|container|share|table|queue|data_lake_gen2_filesystem)|managed_disk|redis_cache|(?:private_)?dns_zone|key_vault|key_vault_(?:key|secret|certificate)|kubernetes_cluster|container_registry|resource_group|eventhub(?:_namespace)?|servicebus_(?:queue|topic|namespace)|recovery_services_vault|netapp_volume|log_analytics_workspace)$/,
  ],
  [
    "digitalocean_",
    /^(?:database_cluster|database_db|volume|spaces_bucket|domain|kubernetes_cluster|container_registry)$/,
  ],
  ["hcloud_", /^(?:volume|storage_box)$/],
  ["cloudflare_", /^(?:zone|r2_bucket|d1_database|workers_kv_namespace|queue)$/],
  ["linode_", /^(?:volume|object_storage_bucket|lke_cluster|domain|database_.+)$/],
  [
    "scaleway_",
    /^(?:rdb_instance|object_bucket|block_volume|k8s_cluster|domain_zone|redis_cluster|registry_namespace)$/,
  ],
  [
    "oci_",
    /^(?:database_.+|core_(?:boot_)?volume|objectstorage_bucket|dns_zone|kms_(?:vault|key)|containerengine_cluster|file_storage_file_system)$/,
  ],
  [
    "openstack_",
    /^(?:blockstorage_volume.*|db_instance.*|objectstorage_container.*|dns_zone.*|sharedfilesystem_share.*)$/,
  ],
  [
    "alicloud_",
    /^(?:db_instance|oss_bucket|disk|ecs_disk|kvstore_instance|polardb_cluster|cs_.*kubernetes|kms_key|dns_domain|alidns_domain)$/,
  ],
  ["kubernetes_", /^(?:namespace|persistent_volume|persistent_volume_claim|stateful_set)(?:_v1)?$/],
  ["vault_", /^mount$/],
  ["mongodbatlas_", /^(?:cluster|advanced_cluster|serverless_instance)$/],
  ["confluent_", /^kafka_(?:cluster|topic)$/],
  ["aiven_", /^(?:pg|mysql|kafka|kafka_topic|opensearch|redis|valkey|clickhouse|cassandra|grafana)$/],
  ["snowflake_", /^(?:database|schema|table)$/],
  ["postgresql_", /^(?:database|schema)$/],
  ["mysql_", /^database$/],
  ["github_", /^repository$/],
  ["vsphere_", /^(?:virtual_disk|virtual_machine)$/],
];

/** Whether deleting a resource of the type may delete data, keys, or names that others rely on. */
export function isStatefulType(type: string): boolean {
  return stateful.some(([prefix, rest]) => type.startsWith(prefix) && rest.test(type.slice(prefix.length)));
}

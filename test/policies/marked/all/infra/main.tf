terraform {
  required_providers {
    aws = { # finds: unpinned-provider
      source = "hashicorp/aws"
    }
  }
}

provider "aws" {
  region     = "eu-west-1"
  secret_key = "wJalrXUtnFEMIK7MDENGbPxRfiCYzzzzzzzzzzzz" # finds: provider-credentials
}

module "network" {
  source = "terraform-aws-modules/vpc/aws" # finds: unpinned-module
}

resource "aws_s3_bucket_acl" "logs" {
  bucket = "logs"
  acl    = "public-read" # finds: public-bucket
}

resource "aws_db_instance" "main" { # finds: unencrypted-storage
  instance_class      = "db.t3.micro"
  publicly_accessible = true # finds: public-database
}

resource "aws_instance" "bastion" { # finds: instance-metadata
  ami = "ami-1"

  root_block_device {
    encrypted = false # finds: unencrypted-storage
  }

  provisioner "local-exec" { # finds: local-exec
    command = "true"
  }
}

resource "aws_security_group" "open" {
  ingress { # finds: open-ingress
    from_port   = 22
    to_port     = 22
    protocol    = "tcp"
    cidr_blocks = ["0.0.0.0/0"]
  }
}

resource "aws_lb_listener" "plain" {
  port     = 80
  protocol = "HTTP" # finds: plain-listener
}

data "aws_iam_policy_document" "everything" {
  statement {
    actions   = ["*"] # finds: wildcard-iam
    resources = ["*"]
  }
}

resource "aws_iam_policy" "everything" {
  name = "everything"
  policy = jsonencode({ # finds: wildcard-iam
    Statement = [{ Effect = "Allow", Action = "*", Resource = "*" }]
  })
}

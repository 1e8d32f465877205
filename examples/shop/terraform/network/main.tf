terraform {
  required_version = ">= 1.6"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

provider "aws" {
  region = var.region
}

module "subnet" {
  source = "../modules/subnet"

  cidr = var.cidr
  vpc  = aws_vpc.shop.id
}

resource "aws_vpc" "shop" {
  cidr_block = var.cidr
}

resource "aws_security_group" "web" {
  name   = "web"
  vpc_id = aws_vpc.shop.id

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = [var.cidr]
  }
}
